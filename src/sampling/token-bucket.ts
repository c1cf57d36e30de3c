/** Takes one token, if there is one. */
export type TakeToken = () => boolean;

/** Tokens that come at a rate, and of which at most a second's are kept, at least one. It starts full. */
export function tokenBucket(perSecond: number, now: () => number = Date.now): TakeToken {
  const most = perSecond > 0 ? Math.max(1, perSecond) : 0;
  let tokens = most;
  let at = now();
  return () => {
    const time = now();
    // A clock may be set back.
    tokens = Math.min(most, tokens + (Math.max(0, time - at) * perSecond) / 1_000);
    at = time;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}
