import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import {
  type ClientHttp2Stream,
  connect,
  constants,
  createServer,
  type OutgoingHttpHeaders,
} from 'node:http2';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { context } from '@opentelemetry/api';
import { H2CClient } from 'undici';
import { expect, onTestFinished, test } from 'vitest';
import { withInvocationScope } from '../../src/core/invocation-scope.ts';
import { inOneLine, traced } from './traced.ts';

async function http2Server() {
  const server = createServer((request, response) => {
    if (request.url === '/reset') request.stream.close(constants.NGHTTP2_INTERNAL_ERROR);
    else if (request.url === '/open') response.write('the first chunk');
    else response.writeHead(request.url === '/404' ? 404 : 200).end('body');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  onTestFinished(() => void server.close());
  return { port, url: `http://127.0.0.1:${port}` };
}

/** Sends one request after another on a new session. */
async function withSession<Result>(
  url: string,
  work: (send: (headers: OutgoingHttpHeaders | string[]) => ClientHttp2Stream) => Promise<Result>,
): Promise<Result> {
  const session = connect(url);
  onTestFinished(() => session.destroy());
  return await work((headers) => session.request(headers as OutgoingHttpHeaders));
}

test('each stream of a session is a span', async () => {
  const server = await http2Server();
  const open = new Set<() => void>();

  const { spans, root } = await traced(() =>
    context.with(withInvocationScope(context.active(), open), () =>
      withSession(server.url, async (send) => {
        await text(send({ ':path': '/ok?sig=s3cret' }));
        await text(send([':path', '/raw']));
        await text(send({ ':path': '/404', ':method': 'DELETE' }));
        await new Promise(setImmediate);
      }),
    ),
  );

  expect(open.size).toBe(0);
  expect(spans.map(inOneLine)).toEqual([
    'GET /ok 200',
    'GET /raw 200',
    'DELETE /404 404 ERROR 404',
  ]);
  expect(spans[0]?.parentSpanContext?.spanId).toBe(root.spanContext().spanId);
  expect(spans[0]?.attributes).toEqual({
    'http.request.method': 'GET',
    'http.response.status_code': 200,
    'network.peer.address': '127.0.0.1',
    'network.peer.port': server.port,
    'network.protocol.version': '2',
    'server.address': '127.0.0.1',
    'server.port': server.port,
    'url.full': `${server.url}/ok?sig=REDACTED`,
  });
});

test('a stream that the server resets is an error', async () => {
  const server = await http2Server();

  const { spans } = await traced(() =>
    withSession(server.url, (send) => text(send({ ':path': '/reset' })).catch(() => 'failed')),
  );

  expect(spans.map(inOneLine)).toEqual(['GET /reset - ERROR ERR_HTTP2_STREAM_ERROR']);
});

test('a stream that the caller cancels is no error', async () => {
  const server = await http2Server();

  const { spans } = await traced(() =>
    withSession(server.url, async (send) => {
      const stream = send({ ':path': '/open' });
      await once(stream, 'response');
      stream.close(constants.NGHTTP2_CANCEL);
      await once(stream, 'close');
    }),
  );

  expect(spans.map(inOneLine)).toEqual(['GET /open 200']);
});

test('a stream that is still open ends with the invocation', async () => {
  const server = await http2Server();

  const { spans } = await traced(() =>
    withSession(server.url, (send) => once(send({ ':path': '/open' }), 'response')),
  );

  expect(spans.map(inOneLine)).toEqual(['GET /open 200']);
});

test.each([{}, { propagateTo: [] }])(
  'a stream of undici is one span only, with %j',
  async (options) => {
    const server = await http2Server();
    let streams = 0;
    const count = () => {
      streams += 1;
    };
    subscribe('http2.client.stream.created', count);
    const client = new H2CClient(server.url);
    onTestFinished(async () => {
      unsubscribe('http2.client.stream.created', count);
      await client.close();
    });

    const { spans } = await traced(
      async () => (await client.request({ path: '/ok', method: 'GET' })).body.text(),
      options,
    );

    expect(streams).toBe(1);
    expect(spans.map(inOneLine)).toEqual(['GET /ok 200']);
  },
);

test('a request with a trace context of the caller has a span like others', async () => {
  const server = await http2Server();

  const { spans } = await traced(() =>
    withSession(server.url, async (send) => {
      await text(
        send({ ':path': '/ok', traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` }),
      );
      await new Promise(setImmediate);
    }),
  );

  expect(spans.map(inOneLine)).toEqual(['GET /ok 200']);
});

test('a request on a session of another invocation belongs to its own', async () => {
  const server = await http2Server();
  const session = connect(server.url);
  onTestFinished(() => session.destroy());
  const call = async () => {
    await text(session.request({ ':path': '/ok' }));
    await new Promise(setImmediate);
  };

  await traced(call);
  const { spans, root } = await traced(call);

  expect(spans.map(({ parentSpanContext }) => parentSpanContext?.spanId)).toEqual([
    root.spanContext().spanId,
  ]);
});

test('a tunnel has no span, and an upgrade one that ends with its answer', async () => {
  const server = createServer({ settings: { enableConnectProtocol: true } }).listen(0, '127.0.0.1');
  server.on('stream', (stream) => stream.respond({ ':status': 200 }));
  await once(server, 'listening');
  const session = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  onTestFinished(() => {
    session.destroy();
    server.close();
  });
  await once(session, 'remoteSettings');
  const open = new Set<() => void>();

  const { spans } = await traced(() =>
    context.with(withInvocationScope(context.active(), open), async () => {
      const connecting = { ':method': 'CONNECT', ':authority': 'example.com:443' };
      await once(session.request(connecting), 'response');
      const upgrading = { ':protocol': 'websocket', ':scheme': 'http', ':path': '/chat' };
      await once(session.request({ ...connecting, ...upgrading }), 'response');
    }),
  );

  expect(open.size).toBe(0);
  expect(spans.map(inOneLine)).toEqual(['CONNECT /chat 200']);
});

test('what a server pushes is no call', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  server.on('stream', (stream) => {
    stream.pushStream({ ':path': '/pushed' }, (_, pushed) => {
      pushed.respond({ ':status': 200 });
      pushed.end('pushed');
      stream.respond({ ':status': 200 });
      stream.end('body');
    });
  });
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const pushes: Promise<string>[] = [];

  const { spans } = await traced(() =>
    withSession(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, async (send) => {
      const stream = send({ ':path': '/ok' });
      stream.session?.on('stream', (pushed) => pushes.push(text(pushed)));
      await text(stream);
      await Promise.all(pushes);
    }),
  );

  expect(await Promise.all(pushes)).toEqual(['pushed']);
  expect(spans.map(inOneLine)).toEqual(['GET /ok 200']);
});
