import { once } from 'node:events';
import http, { get } from 'node:http';
import { createServer, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { request as undiciRequest } from 'undici';
import { expect, onTestFinished, test } from 'vitest';
import { recordingTelemetry } from '../support/recording-telemetry.ts';
import { localServer } from './local-server.ts';
import { inOneLine, traced } from './traced.ts';

const respond = (url: string, options: http.RequestOptions = {}) =>
  new Promise<http.IncomingMessage>((resolve, reject) => {
    get(url, options, resolve).on('error', reject);
  });

const failure = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: Error) => error,
  );

/** What the OpenTelemetry API logs from now on, in this test. A logger can't be set where the API is registered already. */
function diagnosticMessages(): unknown[] {
  recordingTelemetry();
  const api = () => Reflect.get(globalThis, Symbol.for('opentelemetry.js.api.1'));
  const messages: unknown[] = [];
  const log = (...message: unknown[]) => void messages.push(message);
  api().diag = { error: log, warn: log, info: log, debug: log, verbose: log };
  onTestFinished(() => {
    delete api().diag;
  });
  return messages;
}

/** An address on which nobody listens. */
async function closedPort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/x`;
}

type Respond = (url: string, options?: { signal?: AbortSignal }) => Promise<() => Promise<string>>;

/** Each resolves as the head of the response is there, with what reads the body. */
const responders: Record<string, Respond> = {
  'http.get': async (url, options) => {
    const response = await respond(url, options);
    return () => text(response);
  },
  fetch: async (url, options) => {
    const response = await fetch(url, options);
    return () => response.text();
  },
  'undici.request': async (url, options) => {
    const { body } = await undiciRequest(url, options);
    return () => body.text();
  },
};

const clients = Object.entries(responders);
const send = async (respondTo: Respond, ...request: Parameters<Respond>) =>
  (await respondTo(...request))();

test.each(clients)('%s: statuses from 400 are errors', async (_, client) => {
  const server = await localServer();

  const { spans } = await traced(async () => {
    for (const status of [204, 304, 404, 500]) await send(client, `${server.url}/${status}`);
  });

  expect(spans.map(inOneLine)).toEqual([
    'GET /204 204',
    'GET /304 304',
    'GET /404 404 ERROR 404',
    'GET /500 500 ERROR 500',
  ]);
  expect(spans.every(({ status }) => status.message === undefined)).toBe(true);
});

test.each(clients)('%s: a refused connection is an error', async (_, client) => {
  const url = await closedPort();

  const { spans, result } = await traced(() => failure(send(client, url)));

  expect(result).toBeInstanceOf(Error);
  expect(spans.map(inOneLine)).toEqual(['GET /x - ERROR ECONNREFUSED']);
  expect(spans[0]?.status.message).toContain('ECONNREFUSED');
});

test.each(clients)('%s: an unknown host is an error', async (_, client) => {
  const { spans } = await traced(() => failure(send(client, 'http://x.invalid/')));

  expect(spans[0]?.attributes['error.type']).toMatch(/^(ENOTFOUND|EAI_AGAIN)$/);
  expect(spans[0]?.attributes['server.address']).toBe('x.invalid');
});

test.each(clients)('%s: what the caller aborts is no error', async (_, client) => {
  const server = await localServer();
  const early = new AbortController();
  const late = new AbortController();

  const { spans } = await traced(async () => {
    const silent = failure(send(client, `${server.url}/silent`, { signal: early.signal }));
    while (server.received.length < 1) await sleep(1);
    early.abort();
    const readOpen = await client(`${server.url}/open`, { signal: late.signal });
    const open = failure(readOpen());
    late.abort();
    return [await silent, await open];
  });

  expect(spans.map(inOneLine)).toEqual(['GET /silent -', 'GET /open 200']);
});

test.each(clients)('%s: a timeout is an error', async (_, client) => {
  const server = await localServer();

  const { spans } = await traced(() =>
    failure(send(client, `${server.url}/silent`, { signal: AbortSignal.timeout(20) })),
  );

  expect(spans.map(inOneLine)).toEqual(['GET /silent - ERROR TimeoutError']);
});

test('http: the error that a caller destroys a request with is recorded', async () => {
  const server = await localServer();

  const { spans } = await traced(() => {
    const request = get(`${server.url}/silent`, { timeout: 20 });
    request.on('timeout', () => request.destroy(new RangeError('too slow')));
    return once(request, 'close').catch(() => undefined);
  });

  expect(spans.map(inOneLine)).toEqual(['GET /silent - ERROR RangeError']);
  expect(spans[0]?.status.message).toBe('too slow');
});

test.each(clients)('%s: a body that the server cuts off is an error', async (_, client) => {
  const server = await localServer();

  const { spans, result } = await traced(() => failure(send(client, `${server.url}/cut`)));

  expect(result).toBeInstanceOf(Error);
  expect(inOneLine(spans[0] ?? expect.fail())).toMatch(
    /^GET \/cut 200 ERROR (ECONNRESET|UND_ERR_SOCKET)$/,
  );
});

test('http: a response that the caller has had enough of is no error', async () => {
  const server = await localServer();

  const { spans } = await traced(async () => {
    for (const part of ['request', 'response'] as const) {
      const response = await respond(`${server.url}/open`);
      await once(response, 'data');
      const gone = once(response, 'close').catch(() => undefined);
      if (part === 'request') response.on('error', () => undefined);
      (part === 'request'
        ? (response as unknown as { req: http.ClientRequest }).req
        : response
      ).destroy();
      await gone;
    }
  });

  expect(spans.map(inOneLine)).toEqual(['GET /open 200', 'GET /open 200']);
});

test('fetch: a body that the caller cancels is no error', async () => {
  const server = await localServer();

  const { spans } = await traced(async () => (await fetch(`${server.url}/open`)).body?.cancel());

  expect(spans.map(inOneLine)).toEqual(['GET /open 200']);
});

test.each(clients)(
  '%s: a span ends with the invocation if nobody reads the body',
  async (_, client) => {
    const server = await localServer();

    const { spans } = await traced(() => client(`${server.url}/large`));

    expect(spans.map(inOneLine)).toEqual(['GET /large 200']);
  },
);

test('a request without an answer ends with the invocation', async () => {
  const server = await localServer();

  const { spans } = await traced(async () => {
    void failure(fetch(`${server.url}/silent`));
    get(`${server.url}/silent`).on('error', () => undefined);
    while (server.received.length < 2) await sleep(1);
  });

  expect(spans.map(inOneLine)).toEqual(['GET /silent -', 'GET /silent -']);
});

test('an answer that comes after the invocation changes nothing, and nothing is said of it', async () => {
  const answers: (() => void)[] = [];
  const server = await localServer((_request, response) =>
    answers.push(() => response.end('late')),
  );
  const messages = diagnosticMessages();
  let late: Promise<string[]> | undefined;

  const { spans } = await traced(async () => {
    late = Promise.all(clients.map(([, client]) => send(client, server.url)));
    while (answers.length < clients.length) await sleep(1);
  });
  for (const answer of answers) answer();

  expect(await late).toEqual(clients.map(() => 'late'));
  expect(spans.map(inOneLine)).toEqual(clients.map(() => 'GET / -'));
  expect(messages).toEqual([]);
});

test('a span lasts until the body has been read', async () => {
  let finish = () => {};
  const server = await localServer((_request, response) => {
    response.write('the first chunk');
    finish = () => response.end();
  });

  const { spans } = await traced(async () => {
    const response = await respond(server.url);
    await sleep(30);
    finish();
    await text(response);
  });

  const [seconds, nanoseconds] = spans[0]?.duration ?? [0, 0];
  expect(seconds * 1_000 + nanoseconds / 1e6).toBeGreaterThanOrEqual(25);
});

test("http: a request has no listener for errors but the caller's", async () => {
  const url = await closedPort();

  const { result } = await traced(async () => {
    const request = get(url);
    const listeners = request.listenerCount('error');
    await failure(once(request, 'close'));
    return listeners;
  });

  expect(result).toBe(0);
});

test('a response that nobody asked for does not hold its connection', async () => {
  const server = await localServer();
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

  const { spans } = await traced(async () => {
    get(`${server.url}/large`, { agent });
    await text(await respond(`${server.url}/ok`, { agent }));
    agent.destroy();
  });

  expect(spans.map(inOneLine)).toEqual(['GET /large 200', 'GET /ok 200']);
});

test('an upgrade ends the span with its status, and one without a listener is as it ever was', async () => {
  const server = createServer((socket: Socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () =>
      socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n'),
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const upgrade = { port, host: '127.0.0.1', headers: { connection: 'upgrade', upgrade: 'x' } };

  const { spans } = await traced(async () => {
    const [, socket] = (await once(get(upgrade), 'upgrade')) as [unknown, Socket];
    socket.destroy();
    await once(get(upgrade), 'close');
  });
  server.close();

  expect(spans.map(inOneLine)).toEqual(['GET / 101', 'GET / 101']);
});
