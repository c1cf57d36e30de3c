import { once } from 'node:events';
import http, { get } from 'node:http';
import { connect, createServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import axios from 'axios';
import got from 'got';
import ky from 'ky';
import nodeFetch from 'node-fetch';
import { Agent, fetch as undiciFetch, request as undiciRequest } from 'undici';
import { expect, onTestFinished, test, vi } from 'vitest';
import { localServer } from './local-server.ts';
import { inOneLine, traced } from './traced.ts';

type Call = (url: string, signal: AbortSignal) => Promise<unknown>;

/** Each client that takes a signal, called so that it reads the whole answer. */
const clients: Record<string, Call> = {
  'http.get': (url, signal) =>
    new Promise((resolve, reject) => {
      get(url, { signal }, (response) => resolve(text(response))).on('error', reject);
    }),
  fetch: async (url, signal) => (await fetch(url, { signal })).text(),
  'undici.fetch': async (url, signal) => (await undiciFetch(url, { signal })).text(),
  'undici.request': async (url, signal) => (await undiciRequest(url, { signal })).body.text(),
  axios: (url, signal) => axios.get(url, { signal }),
  'axios by fetch': (url, signal) => axios.get(url, { signal, adapter: 'fetch' }),
  got: (url, signal) => got(url, { signal, retry: { limit: 0 } }).text(),
  ky: (url, signal) => ky(url, { signal, retry: 0 }).text(),
  'node-fetch': async (url, signal) => (await nodeFetch(url, { signal })).text(),
};

/** These destroy their request without a word, whatever the signal says. */
const tight = ['got', 'node-fetch'];
const telling = Object.entries(clients).filter(([name]) => !tight.includes(name));

/** Client and server are in this process: what one has written, the other has read after some turns of its event loop. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await nextTurn();
  await sleep(20);
}

/** The span of one call, in a line. `answered` waits until the server has answered, as far as it does. */
async function lineOf(
  path: string,
  call: (url: string, answered: () => Promise<void>) => Promise<unknown>,
): Promise<string> {
  const server = await localServer();
  const answered = async () => {
    await vi.waitUntil(() => server.received.length > 0, { timeout: 30_000, interval: 5 });
    await settled();
  };
  const { spans } = await traced(async () => {
    await call(`${server.url}${path}`, answered).catch(() => undefined);
    // A request that its client has given up has yet to tell of it.
    await settled();
  });
  expect(spans).toHaveLength(1);
  return spans.map(inOneLine).join();
}

const reasons: Record<string, unknown[]> = {
  'without a reason': [],
  'with an error of its own': [new RangeError('enough')],
  'with a text': ['enough'],
};

const cancellations = Object.entries(clients).flatMap(([client, call]) =>
  Object.entries(reasons).flatMap(([how, reason]) =>
    ['/silent', '/open'].map((path) => ({ client, call, path, how, reason })),
  ),
);

test.each(cancellations)(
  '$client, $path: what the caller aborts $how is no error',
  async ({ call, path, reason }) => {
    const controller = new AbortController();

    const line = await lineOf(path, (url, answered) => {
      void answered().then(() => controller.abort(...reason));
      return call(url, controller.signal);
    });

    expect(line).toMatch(/^GET \/(silent -|open 200)$/);
  },
);

test.each(telling)('%s: AbortSignal.timeout() is an error', async (_, call) => {
  const line = await lineOf('/silent', (url) => call(url, AbortSignal.timeout(30)));

  expect(line).toBe('GET /silent - ERROR TimeoutError');
});

test.each(telling)('%s: an abort by a timer is an error', async (_, call) => {
  const controller = new AbortController();

  const line = await lineOf('/silent', (url) => {
    setTimeout(() => controller.abort(), 30);
    return call(url, controller.signal);
  });

  expect(line).toBe('GET /silent - ERROR TimeoutError');
});

test.each(tight)(
  '%s: a signal that times out can not be told from one that is aborted',
  async (name) => {
    const call = clients[name] ?? expect.fail();

    const line = await lineOf('/silent', (url) => call(url, AbortSignal.timeout(30)));

    expect(line).toBe('GET /silent -');
  },
);

const timeouts: Record<string, { type: string; call: (url: string) => Promise<unknown> }> = {
  'axios with a timeout': { type: 'ECONNABORTED', call: (url) => axios.get(url, { timeout: 30 }) },
  'axios by fetch with a timeout': {
    type: 'ETIMEDOUT',
    call: (url) => axios.get(url, { timeout: 30, adapter: 'fetch' }),
  },
  'got with a timeout': {
    type: 'ETIMEDOUT',
    call: (url) => got(url, { timeout: { request: 30 }, retry: { limit: 0 } }),
  },
  'ky with a timeout': { type: 'TimeoutError', call: (url) => ky(url, { timeout: 30, retry: 0 }) },
  'undici.request with a limit for headers': {
    type: 'UND_ERR_HEADERS_TIMEOUT',
    call: (url) => {
      const dispatcher = new Agent({ headersTimeout: 30 });
      onTestFinished(() => dispatcher.close());
      return undiciRequest(url, { dispatcher });
    },
  },
  'a reason that speaks of a timeout': {
    type: 'Error',
    call: (url) => fetch(url, { signal: abortedSoonWith(new Error('Request timed out')) }),
  },
  'http with a timeout that destroys the request': {
    type: 'TimeoutError',
    call: (url) => {
      const request = get(url, { timeout: 30 }, () => undefined);
      request.on('timeout', () => request.destroy());
      return once(request, 'close');
    },
  },
  'http with a timeout that destroys the request with an error': {
    type: 'RangeError',
    call: (url) => {
      const request = get(url, () => undefined);
      request.setTimeout(30, () => request.destroy(new RangeError('too slow')));
      return once(request, 'close');
    },
  },
};

function abortedSoonWith(reason: unknown): AbortSignal {
  const controller = new AbortController();
  void sleep(20).then(() => controller.abort(reason));
  return controller.signal;
}

test.each(Object.entries(timeouts))('%s is an error', async (_, { type, call }) => {
  expect(await lineOf('/silent', call)).toBe(`GET /silent - ERROR ${type}`);
});

/** Ways to have enough of a body. */
const readers: Record<string, (url: string) => Promise<unknown>> = {
  'fetch, body.cancel()': async (url) => (await fetch(url)).body?.cancel(),
  'fetch, body.cancel with a text': async (url) => (await fetch(url)).body?.cancel('enough'),
  'fetch, leaving the loop over the body': async (url) => {
    for await (const _ of (await fetch(url)).body ?? []) break;
  },
  'undici.request, body.destroy()': async (url) => {
    const { body } = await undiciRequest(url);
    body.on('error', () => undefined).destroy();
  },
  'http, response.destroy with an error': (url) =>
    destroyed(url, (response) => response.destroy(new Error('enough'))),
  'http, request.destroy with an error': (url) =>
    destroyed(url, (_, request) => request.destroy(new Error('enough'))),
  'http, a timeout long gone': async (url) => {
    const request = get(url, { timeout: 10 });
    request.on('error', () => undefined);
    // It comes once, be it before the answer.
    const timedOut = once(request, 'timeout');
    const [response] = (await once(request, 'response')) as [http.IncomingMessage];
    response.on('error', () => undefined);
    await timedOut;
    await sleep(20);
    response.destroy();
  },
  'got, stream.destroy()': async (url) => {
    const stream = got.stream(url).on('error', () => undefined);
    await once(stream, 'data');
    stream.destroy();
  },
  'axios, a stream that is destroyed': async (url) => {
    const { data } = await axios.get(url, { responseType: 'stream' });
    data.on('error', () => undefined).destroy();
  },
  'node-fetch, body.destroy()': async (url) => {
    const { body } = await nodeFetch(url);
    (body as http.IncomingMessage).on('error', () => undefined).destroy();
  },
};

async function destroyed(
  url: string,
  destroy: (response: http.IncomingMessage, request: http.ClientRequest) => void,
): Promise<void> {
  const request = get(url).on('error', () => undefined);
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  response.on('error', () => undefined);
  await once(response, 'data');
  destroy(response, request);
}

test.each(Object.entries(readers))('%s is no error', async (_, read) => {
  expect(await lineOf('/open', read)).toBe('GET /open 200');
});

test('http: what an agent fails by is an error, even if it has no code', async () => {
  const agent = new http.Agent();
  agent.createConnection = (_options, connected) => {
    process.nextTick(() => connected?.(new Error('the proxy said no'), undefined as never));
    return undefined;
  };

  const line = await lineOf('/ok', (url) => once(get(url, { agent }), 'response'));

  expect(line).toBe('GET /ok - ERROR Error');
});

test.each([
  { how: 'closes', stop: 'close' as const, line: 'GET /x -' },
  { how: 'destroys', stop: 'destroy' as const, line: 'GET /x -' },
])('http2: a stream that the caller $how is no error', async ({ stop, line }) => {
  const server = createServer(() => undefined).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const session = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);

  const { spans } = await traced(async () => {
    const stream = session.request({ ':path': '/x' });
    stream.on('error', () => undefined);
    await sleep(20);
    stream[stop]();
    await once(stream, 'close');
  });
  session.close();
  server.close();

  expect(spans.map(inOneLine)).toEqual([line]);
});
