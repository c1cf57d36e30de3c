import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, request as httpRequest, type RequestOptions } from 'node:http';
import { get as httpsGet } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type Attributes, SamplingDecision } from '@opentelemetry/api';
import { type Sampler, TracerProvider } from '@opentelemetry/sdk-trace';
import { Agent, interceptors, MockAgent, request as undiciRequest } from 'undici';
import { expect, onTestFinished, test } from 'vitest';
import { instrumentHttp } from '../../src/instrumentation/http.ts';
import { recordingTelemetry } from '../support/recording-telemetry.ts';
import { localServer } from './local-server.ts';
import { traced } from './traced.ts';

const send = (url: string, options: RequestOptions = {}) =>
  new Promise<string>((resolve, reject) => {
    const request = httpRequest(url, options, (response) => resolve(text(response)));
    request.on('error', reject).end();
  });

test('credentials and secret query values are redacted, in http and in fetch', async () => {
  const server = await localServer();
  const path = '/ok?X-Amz-Signature=s3cret&page=2';

  const { spans } = await traced(async () => {
    await send(`http://user:s3cret@127.0.0.1:${server.port}${path}`);
    await fetch(server.url + path);
  });

  const shown = `${server.url}/ok?X-Amz-Signature=REDACTED&page=2`;
  expect(spans.map(({ attributes }) => attributes['url.full'])).toEqual([shown, shown]);
  expect(JSON.stringify(spans.map(({ attributes }) => attributes))).not.toContain('s3cret');
});

test("the user's list of secret parameters stands in place of the default", async () => {
  const server = await localServer();

  const { spans } = await traced(() => send(`${server.url}/?token=1&sig=2`), {
    redactedQueryParameters: ['token'],
  });

  expect(spans[0]?.attributes['url.full']).toBe(`${server.url}/?token=REDACTED&sig=2`);
});

test('a method that no standard knows does not name the span', async () => {
  const server = await localServer();

  const { spans } = await traced(() => send(server.url, { method: 'PURGE' }));

  expect(spans[0]?.name).toBe('HTTP');
  expect(spans[0]?.attributes).toMatchObject({
    'http.request.method': '_OTHER',
    'http.request.method_original': 'PURGE',
  });
});

test("a method of the user's list names the span", async () => {
  const server = await localServer();

  const { spans } = await traced(() => send(server.url, { method: 'PURGE' }), {
    knownMethods: ['PURGE'],
  });

  expect(spans[0]?.name).toBe('PURGE');
  expect(spans[0]?.attributes).not.toHaveProperty('http.request.method_original');
});

test('a path that begins with two slashes is no host', async () => {
  const server = await localServer();

  const { spans } = await traced(() => send(server.url, { path: '//other.test/x' }));

  expect(spans[0]?.attributes['url.full']).toBe(`${server.url}//other.test/x`);
});

test('a request by way of a proxy is named for where it goes', async () => {
  const proxy = await localServer();

  const { spans } = await traced(() => send(proxy.url, { path: 'http://service.test:81/x' }));

  expect(spans[0]?.attributes).toMatchObject({
    'server.address': 'service.test',
    'server.port': 81,
    'url.full': 'http://service.test:81/x',
    'network.peer.port': proxy.port,
  });
});

test('the field Host says whom a request is for, and filters see that and the address', async () => {
  const server = await localServer();
  const options = { headers: { host: 'shop.test' } };
  const call = () => send(`${server.url}/orders`, options);

  const { spans } = await traced(call);
  const ignoring = await Promise.all(
    ['shop.test', '127.0.0.1', `127.0.0.1:${server.port}`].map(
      async (host) => (await traced(call, { ignoreHosts: [host] })).spans.length,
    ),
  );

  expect(spans[0]?.attributes).toMatchObject({
    'url.full': 'http://shop.test/orders',
    'server.address': 'shop.test',
    'server.port': 80,
    'network.peer.address': '127.0.0.1',
    'network.peer.port': server.port,
  });
  expect(ignoring).toEqual([0, 0, 0]);
  expect(server.received.map(({ host }) => host)).toEqual(Array(4).fill('shop.test'));
});

test.each([
  [{}, 1, true],
  [{ propagateTo: ['shop.test'] }, 1, true],
  [{ propagateTo: ['other.test'] }, 1, false],
  [{ ignoreHosts: ['shop.test'] }, 0, false],
])(
  'undici that asks DNS by an interceptor: with %j, filters see the name of a host',
  async (options, count, carries) => {
    const server = await localServer();
    const dispatcher = new Agent().compose(
      interceptors.dns({ lookup: (_origin, _options, found) => found(null, [loopback]) }),
    );
    onTestFinished(() => dispatcher.close());
    const url = `http://shop.test:${server.port}/orders`;

    const { spans } = await traced(
      async () => (await undiciRequest(url, { dispatcher })).body.text(),
      options,
    );

    expect(spans).toHaveLength(count);
    for (const { attributes } of spans)
      expect(attributes).toMatchObject({
        'url.full': url,
        'server.address': 'shop.test',
        'server.port': server.port,
        'network.peer.address': '127.0.0.1',
      });
    expect(server.received.map((headers) => 'traceparent' in headers)).toEqual([carries]);
  },
);

const loopback = { address: '127.0.0.1', family: 4, ttl: 60_000 } as const;

test('https has its own default port', async () => {
  const { spans } = await traced(() =>
    once(httpsGet('https://x.invalid/a'), 'close').catch(() => 0),
  );

  expect(spans[0]?.attributes).toMatchObject({
    'server.address': 'x.invalid',
    'server.port': 443,
    'url.full': 'https://x.invalid/a',
  });
});

/** The path of a socket on which a server listens for as long as the test. */
async function unixServer(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'socket-'));
  const socketPath = join(folder, 's');
  const server = createServer((_request, response) => response.end('body')).listen(socketPath);
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });
  return socketPath;
}

test('undici says that its connection is a Unix socket', async () => {
  const dispatcher = new Agent({ connect: { socketPath: await unixServer() } });
  onTestFinished(() => dispatcher.close());

  const { spans } = await traced(async () =>
    (await undiciRequest('http://localhost/x', { dispatcher })).body.text(),
  );

  expect(spans[0]?.attributes).toMatchObject({ 'network.transport': 'unix' });
  expect(spans[0]?.attributes).not.toHaveProperty('network.peer.address');
});

test('a Unix socket is an address without a port', async () => {
  const socketPath = await unixServer();

  const { spans } = await traced(() => send('http://localhost/x', { socketPath }));

  expect(spans[0]?.attributes).toMatchObject({
    'server.address': socketPath,
    'url.full': 'http://localhost/x',
    'http.response.status_code': 200,
    'network.transport': 'unix',
  });
  expect(spans[0]?.attributes).not.toHaveProperty('server.port');
});

test('an IPv6 address has no brackets', async () => {
  const { spans } = await traced(() =>
    once(httpRequest('http://[::1]:1/x').end(), 'close').catch(() => 0),
  );

  expect(spans[0]?.attributes).toMatchObject({
    'server.address': '::1',
    'server.port': 1,
    'url.full': 'http://[::1]:1/x',
  });
});

test('an IPv4 address that a socket of IPv6 has is told as such', async () => {
  const server = await localServer();
  const url = `http://[::ffff:127.0.0.1]:${server.port}/ok`;

  const { spans } = await traced(async () => (await fetch(url)).text());

  expect(spans[0]?.attributes['network.peer.address']).toBe('127.0.0.1');
});

test('undici requests that a MockAgent answers reach their mock', async () => {
  const server = await localServer();
  const dispatcher = new MockAgent();
  onTestFinished(() => dispatcher.close());
  dispatcher.get(server.url).intercept({ path: '/mocked' }).reply(200, 'from the mock');
  dispatcher.enableNetConnect();

  const { result, spans } = await traced(async () => {
    const mocked = await undiciRequest(`${server.url}/mocked`, { dispatcher });
    const real = await undiciRequest(`${server.url}/ok`, { dispatcher });
    return [await mocked.body.text(), await real.body.text()];
  });

  expect(result).toEqual(['from the mock', 'body']);
  expect(spans.map(({ attributes }) => attributes['url.full'])).toEqual([`${server.url}/ok`]);
});

test('a sampler sees the method, the server and the URL', async () => {
  const server = await localServer();
  recordingTelemetry();
  const seen: Attributes[] = [];
  const sampler: Sampler = {
    shouldSample: (_parent, _traceId, _name, _kind, attributes) => {
      seen.push(attributes);
      return { decision: SamplingDecision.NOT_RECORD };
    },
  };
  const tracer = new TracerProvider({ sampler }).getTracer('test');
  onTestFinished(instrumentHttp(tracer));

  await tracer.startActiveSpan('root', () => send(server.url));

  expect(seen[1]).toEqual({
    'http.request.method': 'GET',
    'server.address': '127.0.0.1',
    'server.port': server.port,
    'url.full': `${server.url}/`,
  });
});
