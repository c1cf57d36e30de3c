const minuteMs = 60_000;

/** Knows of how many invocations something was kept within the minute, by name. */
export interface LeastPerMinute {
  /** One was kept. */
  note(name: string): void;
  /** Whether one more has to be. */
  wants(name: string): boolean;
}

export function leastPerMinute(least: number, now: () => number = Date.now): LeastPerMinute {
  const counts = new Map<string, { since: number; count: number }>();

  function current(name: string): { since: number; count: number } {
    const known = counts.get(name);
    const time = now();
    if (known && time - known.since < minuteMs && time >= known.since) return known;
    const fresh = { since: time, count: 0 };
    counts.set(name, fresh);
    return fresh;
  }

  return {
    note: (name) => {
      if (least > 0) current(name).count += 1;
    },
    wants: (name) => least > 0 && current(name).count < least,
  };
}
