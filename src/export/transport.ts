import type { Deadline } from '../support/deadline.ts';

/** How one attempt went. A union, so that a caller cannot forget a case. */
export type SendResult =
  | { readonly status: 'sent' }
  /** May be sent again, now or with a later flush. */
  | { readonly status: 'retryable'; readonly error: Error; readonly retryAfterMs?: number }
  /** The endpoint will never take it. */
  | { readonly status: 'failed'; readonly error: Error };

/** Sends one encoded batch. Never throws, and is done by `deadline` whatever the other end does. */
export interface Transport {
  send(body: Uint8Array, deadline: Deadline): Promise<SendResult>;
}
