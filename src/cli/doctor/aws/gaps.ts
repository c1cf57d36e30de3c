/** What could not be found out, and why. */
export interface Gap {
  /** What was to be found out. */
  readonly what: string;
  readonly reason: string;
}

/** Collects gaps, each once, while work goes on with what can be seen. */
export interface Gaps {
  add(what: string, reason: string): void;
  list(): Gap[];
  /** What `ask` answers; undefined, and a gap, where it fails. `permission` is what AWS demands for it. */
  attempt<T>(what: string, permission: string, ask: () => Promise<T>): Promise<T | undefined>;
}

/** Starts with no gaps. */
export function createGaps(): Gaps {
  const gaps = new Map<string, Gap>();
  const add = (what: string, reason: string) =>
    void gaps.set(`${what}: ${reason}`, { what, reason });
  return {
    add,
    list: () => [...gaps.values()],
    attempt: async (what, permission, ask) => {
      try {
        return await ask();
      } catch (error) {
        add(what, reasonOf(error, permission));
        return undefined;
      }
    },
  };
}

/** One line about an error of AWS's. Not its message, which may hold anything. */
export function reasonOf(error: unknown, permission: string): string {
  const { name } = error as Error;
  return /^(AccessDenied|AccessDeniedException|AuthorizationError)$/.test(name)
    ? `${permission} is not allowed`
    : `${permission} failed with ${name}`;
}
