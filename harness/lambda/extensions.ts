import { randomUUID } from 'node:crypto';

/** The internal extensions of one environment. */
export interface Extensions {
  /** Whether there is one. Only then is a runtime told of the end of its environment. */
  readonly any: boolean;
  /** Whether all of them have asked for an event, which ends their initialisation. */
  readonly ready: boolean;
  /** Registers one, for no event, and gives its identifier; or gives the type of the error. */
  register(name: string, body: string): { id: string } | keyof typeof refusals;
  /** One asks for its next event, which never comes. False where there is none of this identifier. */
  ask(id: string): boolean;
  /** The runtime has asked for an event: nobody registers any more. */
  closeRegistration(): void;
}

/** The error types that a registration is refused with, and their status. */
export const refusals = {
  'Extension.InvalidExtensionName': 403,
  'Extension.InvalidEventType': 403,
  'Extension.InvalidExtensionState': 403,
  'Extension.RegistrationClosed': 403,
} as const;

/** For an environment whose initialisation begins. */
export function createExtensions(): Extensions {
  const byId = new Map<string, { readonly name: string; hasAsked: boolean }>();
  let isClosed = false;

  function refusalOf(name: string, body: string) {
    if (isClosed) return 'Extension.RegistrationClosed';
    if (name === '') return 'Extension.InvalidExtensionName';
    if ([...byId.values()].some((other) => other.name === name))
      return 'Extension.InvalidExtensionState';
    // Those of the invoke phase, which Lambda has for an internal extension, are not for this harness.
    return JSON.parse(body).events?.length > 0 ? 'Extension.InvalidEventType' : undefined;
  }

  return {
    get any() {
      return byId.size > 0;
    },
    get ready() {
      return [...byId.values()].every(({ hasAsked }) => hasAsked);
    },
    register(name, body) {
      const refusal = refusalOf(name, body);
      if (refusal) return refusal;
      const id = randomUUID();
      byId.set(id, { name, hasAsked: false });
      return { id };
    },
    ask(id) {
      const extension = byId.get(id);
      if (extension) extension.hasAsked = true;
      return extension !== undefined;
    },
    closeRegistration: () => {
      isClosed = true;
    },
  };
}
