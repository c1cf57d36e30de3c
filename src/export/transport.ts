import type { Deadline } from '../support/deadline.ts';

/** How one attempt went. A union, so that a caller cannot forget a case. */
export type SendResult =
  /** Taken, perhaps not all of it: `answer` is the endpoint's own word, still encoded. */
  | { readonly status: 'sent'; readonly answer: Uint8Array; readonly quote?: Quote }
  /** May be sent again, now or with a later flush. */
  | (Undelivered & {
      readonly status: 'retryable';
      readonly retryAfterMs?: number;
      /** Whether the endpoint says that it gets too much. */
      readonly throttled?: boolean;
    })
  /** Larger than the endpoint takes. */
  | (Undelivered & { readonly status: 'too-large' })
  /** The endpoint will never take it. */
  | (Undelivered & { readonly status: 'failed' });

/** What may be shown of an endpoint's words: on one line, and without what it repeats of what it was sent. */
type Quote = (said: string) => string;

interface Undelivered {
  readonly error: Error;
  /** The kind of what is wrong, where that stays until somebody mends it: not worth another try within this flush. */
  readonly fault?: string | undefined;
}

/** Sends one encoded batch. Never throws, and is done by `deadline` whatever the other end does. */
export interface Transport {
  send(body: Uint8Array, deadline: Deadline): Promise<SendResult>;
}
