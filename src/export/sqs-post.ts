import type { Agent, ClientRequest, IncomingHttpHeaders } from 'node:http';
import { context } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { type Deadline, millisecondsUntil } from '../support/deadline.ts';
import { once } from '../support/once.ts';

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

/** A connection that has been idle for longer may have died while the sandbox was frozen, with nobody to tell. */
const longestIdleMs = 30_000;

/** Posts to one URL over kept-alive connections. Its requests are never traced. */
export function createPost(url: URL): Post {
  const client = once(() => createClient(url));
  let lastUsed = 0;

  async function attempt(...[headers, body, deadline]: Parameters<Post>): Promise<Attempt> {
    const { http, agent } = client();
    if (Date.now() - lastUsed > longestIdleMs) closeIdle(agent);
    const request = http.request(url, {
      method: 'POST',
      agent,
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
    });
    const timer = setTimeout(() => {
      // After a freeze the time is up before Node.js has read an answer that is there: let it read once.
      setImmediate(() => request.destroy(new Error('no answer in time')));
    }, millisecondsUntil(deadline)).unref();
    try {
      return { result: await answerTo(request.end(body)), stale: false };
    } catch (cause) {
      const error = new Error(`could not post to ${url.origin}`, { cause });
      const stale = request.reusedSocket && millisecondsUntil(deadline) > 0;
      return { result: { status: 'unanswered', error }, stale };
    } finally {
      clearTimeout(timer);
      lastUsed = Date.now();
    }
  }

  async function post(...message: Parameters<Post>): Promise<PostResult> {
    try {
      const first = await attempt(...message);
      if (!first.stale) return first.result;
      // The other end may have closed a kept-alive connection just as we used it: that says nothing about it.
      closeIdle(client().agent);
      return (await attempt(...message)).result;
    } catch (cause) {
      const error = new Error(`can't post to ${url.origin}`, { cause });
      return { status: 'unanswered', error };
    }
  }

  return (...message) => context.with(suppressTracing(context.active()), () => post(...message));
}

interface Attempt {
  readonly result: PostResult;
  /** Whether it failed over a connection that was kept alive, for all we know too long. */
  readonly stale: boolean;
}

function createClient({ protocol }: URL) {
  // Loading https costs a cold start milliseconds, and Lambda's runtime has loaded http already.
  const http = process.getBuiltinModule(protocol === 'https:' ? 'node:https' : 'node:http');
  return { http, agent: new http.Agent({ keepAlive: true }) };
}

function closeIdle(agent: Agent): void {
  for (const sockets of Object.values(agent.freeSockets)) {
    for (const socket of sockets ?? []) socket.destroy();
  }
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
