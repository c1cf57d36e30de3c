import type {
  ContextManager,
  DiagLogger,
  LoggerProvider,
  TextMapPropagator,
  TracerProvider,
} from '@opentelemetry/api';
import type { Metering } from '../signals/metrics/metering.ts';
import { apiKey } from '../support/api-key.ts';
import { askingVersion } from './asking-version.ts';

/** What is registered with the API, for all of its copies in this process. */
export interface Registered {
  trace?: TracerProvider | undefined;
  context?: ContextManager | undefined;
  propagation?: TextMapPropagator | undefined;
  diag?: DiagLogger | undefined;
  logs?: LoggerProvider | undefined;
  metrics?: Metering | undefined;
}

/**
 * A copy of the API takes nothing from a global of a lower version than its own, and then makes no spans, silently. A
 * user's copy may be newer than ours. What the versions share is what the registered objects implement, and those are
 * the same in all of 1.x.
 */
const newerThanAny = '1.999.0';

/** Where the API's global has what counts until a copy registers its own. */
const defaultsKey = Symbol.for('antifreeze.api.defaults');

type ApiGlobal = Registered & { [defaultsKey]?: Registered };

const registry = globalThis as { [apiKey]?: ApiGlobal };
const property = { configurable: true, enumerable: true };

/** What anybody has registered, by whichever copy. */
export function registered(): Registered | undefined {
  return registry[apiKey];
}

/** What counts until a copy registers its own. Undefined before `shareGlobal`. */
export function defaults(): Registered | undefined {
  return registry[apiKey]?.[defaultsKey];
}

/**
 * Makes the API's global one that every copy takes what is registered from, and registers with: for that, a copy demands
 * a global of its very own version, and a part that isn't there yet. It begins by assigning the global to itself, by
 * which it is told from one that only takes. What `parts` has counts until then; `onTracers` hears of its end.
 */
export function shareGlobal(parts: Registered, onTracers: () => void): void {
  let isRegistering = false;
  const api: ApiGlobal = { ...registry[apiKey], [defaultsKey]: parts };
  Object.defineProperty(api, 'version', {
    ...property,
    get: () => (isRegistering && askingVersion()) || newerThanAny,
  });
  for (const type of ['trace', 'context', 'propagation', 'diag', 'logs', 'metrics'] as const)
    if (!api[type])
      Object.defineProperty(api, type, {
        ...property,
        get: () => (isRegistering ? undefined : parts[type]),
        set(value) {
          define(api, type, value);
          if (type === 'trace') onTracers();
        },
      });
  Object.defineProperty(registry, apiKey, {
    ...property,
    get() {
      isRegistering = false;
      return api;
    },
    set(value) {
      isRegistering = value === api;
      if (!isRegistering) define(registry, apiKey, value);
    },
  });
}

function define(owner: object, key: PropertyKey, value: unknown): void {
  Object.defineProperty(owner, key, { ...property, writable: true, value });
}
