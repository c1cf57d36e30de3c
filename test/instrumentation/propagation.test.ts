import { get, request as httpRequest } from 'node:http';
import { createRequire } from 'node:module';
import { text } from 'node:stream/consumers';
import { context, propagation, trace } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { request as undiciRequest } from 'undici';
import { expect, test } from 'vitest';
import { clientsAvailable, clientsFolder } from '../../harness/http-clients/http-clients.ts';
import type { HttpInstrumentationOptions } from '../../src/instrumentation/http-options.ts';
import { localServer } from './local-server.ts';
import { inOneLine, parentIdOf, traced } from './traced.ts';

type Headers = Record<string, string>;

const clients: Record<string, (url: string, headers?: Headers) => Promise<string>> = {
  http: (url, headers = {}) =>
    new Promise((resolve, reject) => {
      get(url, { headers }, (response) => resolve(text(response))).on('error', reject);
    }),
  fetch: async (url, headers = {}) => (await fetch(url, { headers })).text(),
  undici: async (url, headers = {}) => (await undiciRequest(url, { headers })).body.text(),
};
const eachClient = test.each(Object.entries(clients));

const withBaggage = (work: () => Promise<unknown>) =>
  context.with(
    propagation.setBaggage(context.active(), propagation.createBaggage({ tenant: { value: 'a' } })),
    work,
  );

eachClient('%s: baggage goes along', async (_, send) => {
  const server = await localServer();

  await traced(() => withBaggage(() => send(server.url)));

  expect(server.received[0]?.['baggage']).toBe('tenant=a');
});

eachClient('%s: trace context and baggage of the caller stay as they are', async (_, send) => {
  const server = await localServer();
  const own = { Traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`, Baggage: 'mine=1' };

  const { spans } = await traced(() => withBaggage(() => send(server.url, own)));

  expect(spans).toHaveLength(1);
  expect(server.received[0]).toMatchObject({ traceparent: own.Traceparent, baggage: own.Baggage });
});

const renewing = {
  ...clients,
  ...(clientsAvailable() && { 'undici 5': byUndici5 }),
};

async function byUndici5(url: string, headers: Headers = {}): Promise<string> {
  const { request } = createRequire(`${clientsFolder}/`)('undici5');
  return (await request(url, { headers })).body.text();
}

test.each(Object.entries(renewing))(
  '%s: a trace context that was passed on is renewed',
  async (_, send) => {
    const server = await localServer();
    const passedOn: Headers = { Tracestate: 'a=1' };

    const { spans } = await traced(() => {
      const { traceId = '' } = trace.getSpanContext(context.active()) ?? {};
      passedOn['Traceparent'] = `00-${traceId}-${'b'.repeat(16)}-01`;
      return send(server.url, passedOn);
    });

    expect(server.received.map(parentIdOf)).toEqual([spans[0]?.spanContext().spanId]);
    expect(server.received[0]).toMatchObject({ tracestate: 'a=1' });
  },
);

eachClient('%s: baggage goes beside a trace context of the caller', async (_, send) => {
  const server = await localServer();
  const own = { traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` };

  await traced(() => withBaggage(() => send(server.url, own)));

  expect(server.received[0]).toMatchObject({ ...own, baggage: 'tenant=a' });
});

test.each([
  ['array headers', (host: string) => ['x-mine', 'yes', 'Host', host]],
  ['Expect: 100-continue', () => ({ expect: '100-continue', 'x-mine': 'yes' })],
])('http: %s are sent as they are, and traced', async (_, headersFor) => {
  const server = await localServer();
  const headers = headersFor(`127.0.0.1:${server.port}`);

  const { spans, result } = await traced(
    () =>
      new Promise((resolve, reject) => {
        const request = httpRequest(`${server.url}/ok`, { method: 'PUT', headers }, (response) =>
          resolve(text(response)),
        );
        request.on('error', reject);
        if ('expect' in headers) request.on('continue', () => request.end('x'));
        else request.end('x');
      }),
  );

  expect(result).toBe('body');
  expect(spans.map(inOneLine)).toEqual(['PUT /ok 200']);
  expect(spans[0]?.attributes['url.full']).toBe(`${server.url}/ok`);
  expect(server.received[0]).toMatchObject({ 'x-mine': 'yes' });
  expect(server.received[0]).not.toHaveProperty('traceparent');
});

eachClient('%s: the context of a trace that is not sampled goes along', async (_, send) => {
  const server = await localServer();
  const traceId = 'c'.repeat(32);

  const { spans } = await traced(() =>
    context.with(
      trace.setSpanContext(context.active(), { traceId, spanId: 'd'.repeat(16), traceFlags: 0 }),
      () => send(server.url),
    ),
  );

  expect(spans).toEqual([]);
  expect(server.received[0]?.['traceparent']).toMatch(new RegExp(`^00-${traceId}-.{16}-00$`));
});

const untraced: Record<string, (send: () => Promise<unknown>) => Promise<unknown>> = {
  'with tracing suppressed': (send) => context.with(suppressTracing(context.active()), send),
  'outside of any span': (send) => context.with(trace.deleteSpan(context.active()), send),
};

test.each(
  Object.entries(clients).flatMap(([client, send]) =>
    Object.entries(untraced).map(([how, within]) => [client, how, send, within] as const),
  ),
)('%s: a request %s has no span and no context', async (_client, _how, send, within) => {
  const server = await localServer();

  const described: unknown[] = [];
  const describeRequest = (request: unknown) => void described.push(request);

  const { spans } = await traced(() => within(() => send(server.url)), { describeRequest });

  expect(described).toEqual([]);
  expect(spans).toEqual([]);
  expect(server.received[0]).not.toHaveProperty('traceparent');
});

const ignoring: [string, HttpInstrumentationOptions, (url: string) => boolean][] = [
  ['host name', { ignoreHosts: ['127.0.0.1'] }, () => true],
  ['predicate for hosts', { ignoreHosts: [(host) => host === '127.0.0.1'] }, () => true],
  ['pattern for URLs', { ignoreUrls: [/\/secret/g] }, (url) => url.includes('/secret')],
  [
    'predicate for URLs',
    { ignoreUrls: [(url) => url.endsWith('?q')] },
    (url) => url.endsWith('?q'),
  ],
];

test.each(ignoring)('a request that a %s excludes is left alone', async (_, options, excluded) => {
  const server = await localServer();
  const urls = ['/ok', '/secret', '/secret/2', '/ok?q'].map((path) => server.url + path);

  const { spans } = await traced(async () => {
    for (const url of urls) await fetch(url);
  }, options);

  expect(spans.map(({ attributes }) => attributes['url.full'])).toEqual(
    urls.filter((url) => !excluded(url)),
  );
  expect(server.received.map((headers) => !('traceparent' in headers))).toEqual(urls.map(excluded));
});

eachClient('%s: context goes only to the hosts of `propagateTo`', async (_, send) => {
  const server = await localServer();
  const options = { propagateTo: ['example.com'] };

  const { spans } = await traced(() => withBaggage(() => send(server.url)), options);

  expect(spans).toHaveLength(1);
  expect(server.received[0]).not.toHaveProperty('traceparent');
  expect(server.received[0]).not.toHaveProperty('baggage');
});

eachClient('%s: a request that another instrumentation claims is left alone', async (_, send) => {
  const server = await localServer();

  const { spans } = await traced(() => send(server.url, { 'X-Amz-Target': 'T.Op' }), {
    describeRequest: ({ header, setHeader }) => {
      setHeader('x-seen', String(header('x-amz-target')));
      return 'skip';
    },
  });

  expect(spans).toEqual([]);
  expect(server.received[0]).toMatchObject({ 'x-seen': 'T.Op' });
  expect(server.received[0]).not.toHaveProperty('traceparent');
});

eachClient('%s: another instrumentation can describe a request', async (_, send) => {
  const server = await localServer((_request, response) =>
    response.setHeader('X-Request-Id', 'r1').end(),
  );

  const { spans } = await traced(() => send(server.url, { 'x-amzn-trace-id': 'Root=old' }), {
    describeRequest: () => ({
      name: 'T.Op',
      attributes: { 'rpc.method': 'T/Op' },
      inject: (spanContext, request) => {
        const spanId = trace.getSpanContext(spanContext)?.spanId;
        request.setHeader('X-Amzn-Trace-Id', `Parent=${spanId}`);
      },
      onResponse: (span, { header }) =>
        span.setAttribute('request.id', String(header('x-request-id'))),
    }),
  });

  expect(spans[0]?.name).toBe('T.Op');
  expect(spans[0]?.attributes).toMatchObject({ 'rpc.method': 'T/Op', 'request.id': 'r1' });
  expect(server.received[0]?.['x-amzn-trace-id']).toBe(`Parent=${spans[0]?.spanContext().spanId}`);
  expect(server.received[0]).not.toHaveProperty('traceparent');
});

eachClient('%s: a hook that throws costs the span, not the request', async (_, send) => {
  const server = await localServer();

  const { result, spans } = await traced(() => send(server.url), {
    describeRequest: () => {
      throw new Error('a fault of ours');
    },
  });

  expect(result).toBe('body');
  expect(spans).toEqual([]);
});

eachClient('%s: an injection that throws costs the context only', async (_, send) => {
  const server = await localServer();

  const { result, spans } = await traced(() => send(server.url), {
    describeRequest: () => ({
      inject: () => {
        throw new Error('a fault of ours');
      },
    }),
  });

  expect(result).toBe('body');
  expect(spans.map(inOneLine)).toEqual(['GET / 200']);
});

test('calls at the same time have a span and a context of their own each', async () => {
  const server = await localServer();

  const { spans } = await traced(() =>
    Promise.all(Object.values(clients).flatMap((send) => [send(server.url), send(server.url)])),
  );

  const ids = spans.map((span) => span.spanContext().spanId);
  expect(new Set(ids).size).toBe(6);
  expect(server.received.map(parentIdOf).sort()).toEqual([...ids].sort());
});
