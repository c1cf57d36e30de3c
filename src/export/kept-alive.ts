import type { Agent, ClientRequest } from 'node:http';
import type { SecureContextOptions } from 'node:tls';
import { context } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { type Deadline, millisecondsUntil } from '../support/deadline.ts';
import { once } from '../support/once.ts';

/** A request, by default a POST. */
interface Message {
  readonly method?: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** What came of an exchange. `cause` tells why no answer could be read. */
type Exchanged<Answer> =
  | { readonly status: 'answered'; readonly answer: Answer }
  | { readonly status: 'unanswered'; readonly cause: unknown };

/**
 * Sends a message, and has `read` make an answer of what comes back; what `read` rejects with is no answer. Done by
 * `deadline`. Rejects where Node.js refuses the request before anything is sent.
 */
export type Exchange = <Answer>(
  message: Message,
  deadline: Deadline,
  read: (request: ClientRequest) => Promise<Answer>,
) => Promise<Exchanged<Answer>>;

/** A connection that has been idle for longer may have died while the sandbox was frozen, with nobody to tell. */
const longestIdleMs = 30_000;

/** Exchanges with one URL over kept-alive connections. Its requests are never traced. */
export function keptAlive(url: URL, tls: () => SecureContextOptions = () => ({})): Exchange {
  const client = once(() => createClient(url, tls));
  let lastUsed = 0;

  async function attempt<Answer>(
    ...[message, deadline, read]: Parameters<typeof exchange<Answer>>
  ) {
    const { http, agent } = client();
    const { method = 'POST' } = message;
    if (Date.now() - lastUsed > longestIdleMs) closeIdle(agent);
    const request = http.request(url, {
      method,
      agent,
      headers: {
        ...message.headers,
        ...(method === 'POST' && { 'content-length': Buffer.byteLength(message.body) }),
      },
    });
    // Covers all of it: looking up the name, connecting, and an answer that trickles.
    const timer = setTimeout(() => {
      // After a freeze the time is up before Node.js has read an answer that is there: let it read once.
      setImmediate(() => request.destroy(new Error('no answer in time')));
    }, millisecondsUntil(deadline)).unref();
    try {
      const answer = await read(request.end(message.body));
      return { result: { status: 'answered', answer } as const, stale: false };
    } catch (cause) {
      const stale = request.reusedSocket && millisecondsUntil(deadline) > 0;
      return { result: { status: 'unanswered', cause } as const, stale };
    } finally {
      clearTimeout(timer);
      lastUsed = Date.now();
    }
  }

  async function exchange<Answer>(
    message: Message,
    deadline: Deadline,
    read: (request: ClientRequest) => Promise<Answer>,
  ): Promise<Exchanged<Answer>> {
    const first = await attempt(message, deadline, read);
    if (!first.stale) return first.result;
    // The other end may have closed a kept-alive connection just as we used it: that says nothing about it.
    closeIdle(client().agent);
    return (await attempt(message, deadline, read)).result;
  }

  return (message, deadline, read) =>
    context.with(suppressTracing(context.active()), () => exchange(message, deadline, read));
}

/** Made at the first request: loading https and reading certificates would lengthen a cold start by milliseconds. */
function createClient({ protocol }: URL, tls: () => SecureContextOptions) {
  if (protocol !== 'https:') {
    const http = process.getBuiltinModule('node:http');
    return { http, agent: new http.Agent({ keepAlive: true }) };
  }
  const https = process.getBuiltinModule('node:https');
  return { http: https, agent: new https.Agent({ keepAlive: true, ...tls() }) };
}

function closeIdle(agent: Agent): void {
  for (const sockets of Object.values(agent.freeSockets)) {
    for (const socket of sockets ?? []) socket.destroy();
  }
}
