import type { Deadline } from '../support/deadline.ts';
import { type Fault, faultOfConnection } from './faults.ts';
import { type HttpClientOptions, httpClient } from './http-client.ts';

/** What came back: an answer, whatever its status, or none. */
export type HttpAnswer =
  | {
      readonly status: 'answered';
      readonly code: number;
      readonly headers: Readonly<Record<string, string | undefined>>;
      readonly body: string;
    }
  | {
      readonly status: 'unanswered';
      readonly error: Error;
      /** The kind of what is wrong, where it won't pass by itself. */
      readonly fault?: string | undefined;
    };

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
      if (exchanged.status === 'unanswered') {
        const { cause } = exchanged;
        return unanswered('could not reach', cause, faultOfConnection(cause, url));
      }
      const { code, headers: fields, body: bytes, cutOff } = exchanged.response;
      if (cutOff) return unanswered('got half an answer of', cutOff);
      return { status: 'answered', code, headers: fields, body: bytes.toString() };
    } catch (cause) {
      return unanswered("can't send to", cause);
    }
  };

  function unanswered(what: string, cause: unknown, fault?: Fault): HttpAnswer {
    const advice = fault ? `: ${fault.advice}` : '';
    const error = new Error(`${what} ${url.origin}${advice}`, { cause });
    return { status: 'unanswered', error, fault: fault?.kind };
  }
}
