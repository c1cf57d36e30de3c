import { once } from 'node:events';
import { connect, constants, createServer, type ServerHttp2Stream } from 'node:http2';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { SpanStatusCode } from '@opentelemetry/api';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { clientsAvailable, clientsFolder } from '../../harness/http-clients/http-clients.ts';
import { callerKeeper } from '../../src/instrumentation/keep-caller.ts';
import { keepGrpcCallers } from '../../src/instrumentation/keep-grpc-callers.ts';
import { traced } from './traced.ts';

/** Answers with the status of gRPC that the method names; `Trailers` says so at once, `Silent` never. */
async function grpcServer() {
  const server = createServer().listen(0, '127.0.0.1');
  server.on('stream', (stream: ServerHttp2Stream, headers) => {
    stream.on('error', () => undefined).resume();
    const [, , method = ''] = String(headers[':path']).split('/');
    const head = { ':status': 200, 'content-type': 'application/grpc' };
    if (method === 'Silent') return;
    if (method === 'Trailers')
      return stream.respond({ ...head, 'grpc-status': '7' }, { endStream: true });
    stream.respond(head, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': method }));
    return stream.end(Buffer.alloc(5));
  });
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

interface GrpcClient {
  makeUnaryRequest(...args: unknown[]): { cancel(): void };
  waitForReady(deadline: number, done: () => void): void;
  close(): void;
}

function open(host: string): GrpcClient {
  const { Client, credentials } = createRequire(`${clientsFolder}/`)('@grpc/grpc-js');
  const client: GrpcClient = new Client(host, credentials.createInsecure());
  onTestFinished(() => client.close());
  return client;
}

const asIs = (value: unknown) => value;
const call = (client: GrpcClient, method: string, options: object = {}) =>
  new Promise<string>((resolve) => {
    const path = `/shop.Orders/${method}`;
    const done = (error?: { code: number }) =>
      setImmediate(() => resolve(String(error?.code ?? 0)));
    const sent = client.makeUnaryRequest(path, asIs, asIs, Buffer.from('x'), options, done);
    if (method === 'Silent' && !('deadline' in options)) setTimeout(() => sent.cancel(), 50);
  });

describe.runIf(clientsAvailable())('grpc-js', () => {
  // As in a function, where it is loaded after antifreeze or before it, and its calls are made later.
  beforeAll(() => keepGrpcCallers(callerKeeper(() => false)));

  test.each([
    ['0', 'OK', undefined],
    ['5', 'NOT_FOUND', 'NOT_FOUND'],
    ['14', 'UNAVAILABLE', 'UNAVAILABLE'],
    ['42', '42', '42'],
    ['Trailers', 'PERMISSION_DENIED', 'PERMISSION_DENIED'],
  ])('the status in the trailer decides: %s is %s', async (method, status, errorType) => {
    const client = open(await grpcServer());

    const { spans } = await traced(() => call(client, method));

    expect(spans.map(({ name }) => name)).toEqual([`shop.Orders/${method}`]);
    expect(spans[0]?.attributes).toMatchObject({
      'rpc.system.name': 'grpc',
      'rpc.service': 'shop.Orders',
      'rpc.method': `shop.Orders/${method}`,
      'rpc.status_code': status,
      'http.response.status_code': 200,
    });
    expect(spans[0]?.attributes['error.type']).toBe(errorType);
    expect(spans[0]?.status.code === SpanStatusCode.ERROR).toBe(errorType !== undefined);
  });

  test('a call that its caller cancels is no error', async () => {
    const client = open(await grpcServer());

    const { spans } = await traced(() => call(client, 'Silent'));

    expect(spans.map(({ status }) => status.code)).toEqual([SpanStatusCode.UNSET]);
  });

  test('a call whose deadline has passed is an error, as its caller gets it', async () => {
    const client = open(await grpcServer());
    await new Promise<void>((resolve) => client.waitForReady(Number.POSITIVE_INFINITY, resolve));

    const { spans, result } = await traced(() =>
      call(client, 'Silent', { deadline: Date.now() + 1_000 }),
    );

    expect(result).toBe('4');
    expect(spans.map(({ status }) => status.code)).toEqual([SpanStatusCode.ERROR]);
    expect(spans[0]?.attributes).toMatchObject({
      'rpc.status_code': 'DEADLINE_EXCEEDED',
      'error.type': 'DEADLINE_EXCEEDED',
    });
  });

  test.each([
    ['that nobody listens at', '127.0.0.1:1', {}, '14', 'UNAVAILABLE'],
    ['that has no address', 'nowhere.invalid:1', {}, '14', 'UNAVAILABLE'],
    ['that it can wait for no longer', '127.0.0.1:1', { deadline: 1 }, '4', 'DEADLINE_EXCEEDED'],
  ])('a call of a server %s has its span', async (_, host, options, code, status) => {
    const client = open(host);

    const { spans, result, root } = await traced(() => call(client, '0', options));

    expect(result).toBe(code);
    expect(spans.map(({ name }) => name)).toEqual(['shop.Orders/0']);
    expect(spans[0]?.parentSpanContext?.spanId).toBe(root.spanContext().spanId);
    expect(spans[0]?.attributes).toEqual({
      'error.type': status,
      'http.request.method': 'POST',
      'rpc.grpc.status_code': Number(code),
      'rpc.method': 'shop.Orders/0',
      'rpc.service': 'shop.Orders',
      'rpc.status_code': status,
      'rpc.system': 'grpc',
      'rpc.system.name': 'grpc',
      'server.address': host.split(':')[0],
      'server.port': 1,
      'url.full': `http://${host}/shop.Orders/0`,
    });
    expect(spans[0]?.status.code).toBe(SpanStatusCode.ERROR);
  });

  test('the span of a call that waited in vain has its whole time', async () => {
    const client = open('127.0.0.1:1');
    const { Metadata } = createRequire(`${clientsFolder}/`)('@grpc/grpc-js');
    const waiting = new Metadata({ waitForReady: true });
    const path = '/shop.Orders/0';

    const { spans } = await traced(
      () =>
        new Promise<void>((resolve) => {
          const options = { deadline: Date.now() + 100 };
          const done = () => setImmediate(resolve);
          client.makeUnaryRequest(path, asIs, asIs, Buffer.from('x'), waiting, options, done);
        }),
    );

    expect(spans[0]?.attributes['error.type']).toBe('DEADLINE_EXCEEDED');
    const [seconds = 0, nanoseconds = 0] = spans[0]?.duration ?? [];
    expect(seconds * 1_000 + nanoseconds / 1e6).toBeGreaterThanOrEqual(95);
  });

  test('a call that its caller cancels before it is sent is no error', async () => {
    const client = open('127.0.0.1:1');
    const sent = (done: () => void) =>
      client.makeUnaryRequest('/shop.Orders/0', asIs, asIs, Buffer.from('x'), done);

    const { spans } = await traced(
      () => new Promise<void>((resolve) => sent(() => setImmediate(resolve)).cancel()),
    );

    expect(spans.map(({ status }) => status.code)).toEqual([SpanStatusCode.UNSET]);
  });

  test('a call that a listener of another makes has its own span', async () => {
    const client = open(await grpcServer());
    const unreachable = open('127.0.0.1:1');

    const { spans } = await traced(
      () =>
        new Promise<void>((resolve) => {
          const next = () =>
            unreachable.makeUnaryRequest('/shop.Orders/1', asIs, asIs, Buffer.from('x'), () =>
              setImmediate(resolve),
            );
          client.makeUnaryRequest('/shop.Orders/0', asIs, asIs, Buffer.from('x'), next);
        }),
    );

    expect(spans.map(({ name }) => name)).toEqual(['shop.Orders/0', 'shop.Orders/1']);
  });

  test('a call on a channel that was connecting outside of an invocation has its span', async () => {
    const client = open(await grpcServer());
    client.waitForReady(Date.now() + 10_000, () => undefined);

    const { spans, root } = await traced(() => call(client, '0'));

    expect(spans.map(({ parentSpanContext }) => parentSpanContext?.spanId)).toEqual([
      root.spanContext().spanId,
    ]);
  });

  test('what waits for a channel that another invocation opened has its own parent', async () => {
    const client = open(await grpcServer());

    const [one, other] = await Promise.all([
      traced(() => call(client, '0')),
      traced(() => call(client, '5')),
    ]);

    for (const { root, spans } of [one, other]) {
      const own = spans.filter(
        ({ parentSpanContext }) => parentSpanContext?.spanId === root.spanContext().spanId,
      );
      expect(own).toHaveLength(1);
    }
    expect(one.root.spanContext().traceId).not.toBe(other.root.spanContext().traceId);
  });
});

/** Calls as other clients than grpc-js do, which keep their callers themselves. */
async function callBy(headers: object, method: string, giveUpAfterMs = 0) {
  const session = connect(`http://${await grpcServer()}`);
  onTestFinished(() => session.destroy());
  return await traced(async () => {
    const path = { ':path': `/shop.Orders/${method}`, ':method': 'POST' };
    const stream = session.request({ ...path, te: 'trailers', ...headers });
    stream.resume().end(Buffer.alloc(5));
    if (giveUpAfterMs > 0) setTimeout(() => stream.close(constants.NGHTTP2_CANCEL), giveUpAfterMs);
    await once(stream, 'close');
  });
}

test.each(['application/grpc', 'application/grpc+proto', 'application/grpc;charset=utf-8'])(
  'a call by any other client is one of gRPC: %s',
  async (contentType) => {
    const { spans, root } = await callBy({ 'content-type': contentType }, '5');

    expect(spans.map(({ name }) => name)).toEqual(['shop.Orders/5']);
    expect(spans[0]?.parentSpanContext?.spanId).toBe(root.spanContext().spanId);
    expect(spans[0]?.attributes).toMatchObject({
      'rpc.method': 'shop.Orders/5',
      'rpc.status_code': 'NOT_FOUND',
    });
  },
);

test.each([
  ['50m', 'DEADLINE_EXCEEDED'],
  ['50000u', 'DEADLINE_EXCEEDED'],
  ['1H', undefined],
  ['soon', undefined],
])('a call that is cancelled with %s to go has the status %s', async (timeout, status) => {
  const headers = { 'content-type': 'application/grpc', 'grpc-timeout': timeout };

  const { spans } = await callBy(headers, 'Silent', 60);

  expect(spans.map(({ attributes }) => attributes['rpc.status_code'])).toEqual([status]);
});

test('a call of gRPC-Web, which tells its status in the body, is one of HTTP', async () => {
  const { spans } = await callBy({ 'content-type': 'application/grpc-web+proto' }, '0');

  expect(spans.map(({ name }) => name)).toEqual(['POST']);
});
