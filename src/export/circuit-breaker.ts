import type { Send, Undelivered } from './send.ts';

const failuresToOpen = 3;
const firstPauseMs = 5_000;
const longestPauseMs = 60_000;
/** Of what an endpoint may ask for: by a clock that is wrong it could ask for years. */
const longestRetryAfterMs = 5 * 60_000;

/**
 * Stops sending for a while after repeated failures, so that a dead endpoint costs next to nothing. Then one send is
 * let through, and its result decides. An endpoint that refuses items for good is alive. One that says when to come back
 * is left alone until then, also by the invocations that follow.
 */
export function circuitBreaker<Item>(send: Send<Item>, now: () => number = Date.now): Send<Item> {
  let failures = 0;
  let pauseMs = firstPauseMs;
  let openUntil = 0;

  function note({ unsent, retryAfterMs = 0 }: Undelivered<unknown>): void {
    const failed = unsent.length > 0;
    failures = failed ? failures + 1 : 0;
    if (!failed) pauseMs = firstPauseMs;
    openUntil = now() + Math.min(retryAfterMs, longestRetryAfterMs);
    if (failures < failuresToOpen) return;
    openUntil = Math.max(openUntil, now() + pauseMs);
    pauseMs = Math.min(pauseMs * 2, longestPauseMs);
  }

  return async (items, deadline) => {
    const left = openUntil - now();
    // No pause is longer, unless a clock was set back.
    if (left > 0 && left <= longestRetryAfterMs) return { unsent: items, dropped: 0 };
    const result = await send(items, deadline);
    note(result);
    return result;
  };
}
