import type { Deadline } from '../support/deadline.ts';
import { type HttpClientOptions, httpClient } from './http-client.ts';

/** What came back: an answer, whatever its status, or none. */
export type HttpAnswer =
  | {
      readonly status: 'answered';
      readonly code: number;
      readonly headers: Readonly<Record<string, string | undefined>>;
      readonly body: string;
    }
  | { readonly status: 'unanswered'; readonly error: Error };

/** Sends one request. Never throws, and is done by `deadline`. */
export type SendRequest = (
  headers: Readonly<Record<string, string>>,
  body: string,
  deadline: Deadline,
) => Promise<HttpAnswer>;

/** Sends requests to one URL, of which none is ever traced. */
export function httpRequest(
  url: URL,
  method: 'GET' | 'POST',
  options: HttpClientOptions = {},
): SendRequest {
  const exchange = httpClient(url, options);
  return async (headers, body, deadline) => {
    try {
      const exchanged = await exchange({ method, headers, body }, deadline);
      if (exchanged.status === 'unanswered') return unanswered('could not reach', exchanged.cause);
      const { code, headers: fields, body: bytes, cutOff } = exchanged.response;
      if (cutOff) return unanswered('got half an answer of', cutOff);
      return { status: 'answered', code, headers: fields, body: bytes.toString() };
    } catch (cause) {
      return unanswered("can't send to", cause);
    }
  };

  function unanswered(what: string, cause: unknown): HttpAnswer {
    return { status: 'unanswered', error: new Error(`${what} ${url.origin}`, { cause }) };
  }
}
