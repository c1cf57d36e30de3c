import type { Deadline } from '../support/deadline.ts';

/** How one attempt went. A union, so that a caller cannot forget a case. */
export type SendResult =
  /** Taken, perhaps not all of it: `answer` is the endpoint's own word, still encoded. */
  | { readonly status: 'sent'; readonly answer: Uint8Array }
  /** May be sent again, now or with a later flush. */
  | { readonly status: 'retryable'; readonly error: Error; readonly retryAfterMs?: number }
  /** Larger than the endpoint takes. */
  | { readonly status: 'too-large'; readonly error: Error }
  /** The endpoint will never take it. */
  | { readonly status: 'failed'; readonly error: Error };

/** Sends one encoded batch. Never throws, and is done by `deadline` whatever the other end does. */
export interface Transport {
  send(body: Uint8Array, deadline: Deadline): Promise<SendResult>;
}
