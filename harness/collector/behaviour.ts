import type { PartialSuccess } from '../../src/viewer/otlp/otlp-response.ts';

/** How a collector treats one request. What is left out is as a healthy collector does it. */
export interface Behaviour {
  /** Waits before it answers, in milliseconds. The spans are kept on arrival. */
  readonly delayMs?: number;
  /**
   * `reset` cuts the connection once the request is read, `never` leaves the client waiting,
   * `trickle` sends the answer byte by byte.
   */
  readonly answer?: 'reset' | 'never' | 'trickle';
  /** An HTTP status other than 200. The spans are not kept. */
  readonly status?: number;
  /** The `Retry-After` header: seconds or an HTTP date. */
  readonly retryAfter?: string;
  /** Keeps all but the last `rejectedSpans` spans, and says so. */
  readonly partialSuccess?: PartialSuccess;
  /**
   * What happens to the connection, without a `Connection: close` that would tell the client:
   * `close` ends it after the answer, `stale` resets it when a second request comes over it.
   */
  readonly connection?: 'close' | 'stale';
  /** Milliseconds between two bytes of a trickled answer. */
  readonly trickleMs?: number;
}

/** The status that a request treated so is answered with; undefined where it has no answer. */
export function statusOf({ answer, status = 200 }: Behaviour): number | undefined {
  return answer === 'reset' || answer === 'never' ? undefined : status;
}

/** Whether a request treated so leaves its spans with the collector. */
export function keepsSpans(behaviour: Behaviour): boolean {
  return statusOf(behaviour) === 200;
}
