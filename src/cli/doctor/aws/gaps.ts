/** What could not be found out, and why. */
export interface Gap {
  /** What was to be found out. */
  readonly what: string;
  readonly reason: string;
}

/** Collects gaps, each once, while work goes on with what can be seen. */
export class Gaps {
  readonly #gaps = new Map<string, Gap>();

  add(what: string, reason: string): void {
    this.#gaps.set(`${what}: ${reason}`, { what, reason });
  }

  list(): Gap[] {
    return [...this.#gaps.values()];
  }

  /** What `ask` answers; undefined, and a gap, where it fails. `permission` is what AWS demands for it. */
  async attempt<T>(
    what: string,
    permission: string,
    ask: () => Promise<T>,
  ): Promise<T | undefined> {
    try {
      return await ask();
    } catch (error) {
      this.add(what, reasonOf(error, permission));
      return undefined;
    }
  }
}

/** One line about an error of AWS's. Not its message, which may hold anything. */
export function reasonOf(error: unknown, permission: string): string {
  const { name = 'error' } = error as Error;
  return isDenied(name) ? `${permission} is not allowed` : `${permission} failed with ${name}`;
}

function isDenied(name: string): boolean {
  return /^(AccessDenied|AccessDeniedException|UnauthorizedOperation)$/.test(name);
}
