import type { Deadline } from '../support/deadline.ts';

/** A request, by default a POST. */
export interface HttpMessage {
  readonly method?: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** An answer, perhaps not all of it. */
export interface HttpResponse {
  readonly code: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
  /** Why the body is not whole. */
  readonly cutOff: Error | undefined;
}

/** What came of an exchange. `cause` tells why no answer could be read. */
export type Exchanged =
  | { readonly status: 'answered'; readonly response: HttpResponse }
  | { readonly status: 'unanswered'; readonly cause: Error };

/** Sends a message. Done by `deadline`. Rejects, before anything is sent, where it is none that can be. */
export type Exchange = (message: HttpMessage, deadline: Deadline) => Promise<Exchanged>;

/** OTLP: a client must limit what it reads of an answer; this is the recommended limit, in bytes. */
export const longestBody: number = 4 * 1024 * 1024;
