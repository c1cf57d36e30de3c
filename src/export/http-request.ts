import type { ClientRequest, IncomingHttpHeaders } from 'node:http';
import type { Deadline } from '../support/deadline.ts';
import { keptAlive } from './kept-alive.ts';

/** What came back: an answer, whatever its status, or none. */
export type HttpAnswer =
  | {
      readonly status: 'answered';
      readonly code: number;
      readonly headers: IncomingHttpHeaders;
      readonly body: string;
    }
  | { readonly status: 'unanswered'; readonly error: Error };

/** Sends one request. Never throws, and is done by `deadline`. */
export type SendRequest = (
  headers: Readonly<Record<string, string>>,
  body: string,
  deadline: Deadline,
) => Promise<HttpAnswer>;

/** Sends requests to one URL over kept-alive connections, of which none is ever traced. */
export function httpRequest(url: URL, method: 'GET' | 'POST'): SendRequest {
  const exchange = keptAlive(url);
  return async (headers, body, deadline) => {
    try {
      const exchanged = await exchange({ method, headers, body }, deadline, answerTo);
      if (exchanged.status === 'answered') return exchanged.answer;
      const { cause } = exchanged;
      return {
        status: 'unanswered',
        error: new Error(`could not reach ${url.origin}`, { cause }),
      };
    } catch (cause) {
      const error = new Error(`can't send to ${url.origin}`, { cause });
      return { status: 'unanswered', error };
    }
  };
}

function answerTo(request: ClientRequest): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    request.on('error', reject);
    request.on('close', () => reject(new Error('the connection was closed')));
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const { statusCode: code = 0, headers } = response;
        const body = Buffer.concat(chunks).toString();
        resolve({ status: 'answered', code, headers, body });
      });
    });
  });
}
