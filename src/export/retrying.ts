import { millisecondsUntil } from '../support/deadline.ts';
import { jittered, pause } from './retry-pause.ts';
import type { SendResult, Transport } from './transport.ts';

const firstDelayMs = 100;
const longestDelayMs = 2_000;

/**
 * Sends again while the answer is `retryable` and the next attempt would be before the deadline, at growing intervals.
 * Once that was in vain, what follows is sent once each, until something is taken: an outage is waited for only once.
 */
export function retrying(transport: Transport): Transport {
  let isDown = false;
  return {
    async send(body, deadline) {
      for (let delay = firstDelayMs; ; delay = Math.min(delay * 2, longestDelayMs)) {
        const result = await transport.send(body, deadline);
        const wait = isDown ? undefined : waitBeforeRetry(result, delay);
        if (wait === undefined || wait >= millisecondsUntil(deadline)) {
          isDown = result.status === 'retryable';
          return result;
        }
        await pause(wait);
      }
    },
  };
}

function waitBeforeRetry(result: SendResult, delay: number): number | undefined {
  if (result.status !== 'retryable' || result.fault !== undefined) return undefined;
  return Math.max(result.retryAfterMs ?? 0, jittered(delay));
}
