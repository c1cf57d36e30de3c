import type { ClientRequest, IncomingHttpHeaders } from 'node:http';
import type { Deadline } from '../support/deadline.ts';
import { keptAlive } from './kept-alive.ts';

/** What came back: an answer, whatever its status, or none. */
export type PostResult =
  | {
      readonly status: 'answered';
      readonly code: number;
      readonly headers: IncomingHttpHeaders;
      readonly body: string;
    }
  | { readonly status: 'unanswered'; readonly error: Error };

/** Posts a body. Never throws, and is done by `deadline`. */
export type Post = (
  headers: Readonly<Record<string, string>>,
  body: string,
  deadline: Deadline,
) => Promise<PostResult>;

/** Posts to one URL over kept-alive connections. Its requests are never traced. */
export function createPost(url: URL): Post {
  const exchange = keptAlive(url);
  return async (headers, body, deadline) => {
    try {
      const exchanged = await exchange({ headers, body }, deadline, answerTo);
      if (exchanged.status === 'answered') return exchanged.answer;
      const { cause } = exchanged;
      return {
        status: 'unanswered',
        error: new Error(`could not post to ${url.origin}`, { cause }),
      };
    } catch (cause) {
      const error = new Error(`can't post to ${url.origin}`, { cause });
      return { status: 'unanswered', error };
    }
  };
}

function answerTo(request: ClientRequest): Promise<PostResult> {
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
