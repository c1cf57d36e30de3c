import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Collector, startCollector } from '../../harness/collector/collector.ts';
import {
  availableRuntimes,
  type FunctionSettings,
  type LambdaFunction,
} from '../../harness/lambda/index.ts';
import type { CollectedSpan } from '../../src/viewer/otlp/collected-span.ts';
import { startFunction } from '../start-function.ts';

const directory = fileURLToPath(new URL('functions', import.meta.url));
const request = JSON.parse(
  readFileSync('test/events/api-gateway-http/custom-domain.json', 'utf8'),
) as Record<string, unknown>;
let collector: Collector;
let started: LambdaFunction | undefined;

beforeAll(async () => {
  collector = await startCollector();
});
afterEach(async () => {
  await started?.close();
  collector.clear();
});
afterAll(() => collector.close());

async function start(settings: Partial<FunctionSettings> = {}): Promise<LambdaFunction> {
  started = await startFunction({
    directory,
    handler: 'answers.handler',
    functionName: 'orders',
    memoryMb: 256,
    ...settings,
    environment: {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      ...settings.environment,
    },
  });
  return started;
}

const named = (name: string): CollectedSpan | undefined =>
  collector.spans().find((span) => span.name === name);

describe.each(availableRuntimes())('on $name', ({ name: runtime }) => {
  test('a request gives a SERVER span with the attributes of function and request', async () => {
    const fn = await start({ runtime });
    const body = JSON.stringify({ answer: { statusCode: 503, body: 'later' } });

    const { requestId } = await fn.invoke({ ...request, body });
    await fn.frozen();

    const root = named('GET /orders/{orderId}');
    const arn = 'arn:aws:lambda:eu-west-1:123456789012:function:orders';
    expect(root).toMatchObject({
      kind: 'server',
      traceId: '0af7651916cd43dd8448eb211c80319c',
      parentSpanId: 'b7ad6b7169203331',
      status: { code: 'error', message: '' },
      attributes: {
        'faas.trigger': 'http',
        'faas.invocation_id': requestId,
        'faas.coldstart': true,
        'cloud.resource_id': arn,
        'cloud.account.id': '123456789012',
        'aws.lambda.invoked_arn': arn,
        'http.request.method': 'GET',
        'http.route': '/orders/{orderId}',
        'http.response.status_code': 503,
        'error.type': '503',
        'url.path': '/shop/orders/o-42',
        'url.scheme': 'https',
        'server.address': 'api.example.com',
        'client.address': '203.0.113.7',
      },
    });
    expect(named('work')).toMatchObject({ parentSpanId: root?.spanId, traceId: root?.traceId });
    expect(named('work')?.attributes).not.toHaveProperty('faas.invocation_id');
  });

  test('the resource describes the function', async () => {
    const fn = await start({
      runtime,
      environment: { OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test' },
    });

    await fn.invoke({});
    await fn.frozen();

    expect(named('orders')?.resource).toMatchObject({
      'service.name': 'orders',
      'service.instance.id': expect.stringMatching(/^[0-9a-f-]{36}$/),
      'deployment.environment.name': 'test',
      'cloud.provider': 'aws',
      'cloud.platform': 'aws_lambda',
      'cloud.region': 'eu-west-1',
      'faas.name': 'orders',
      'faas.version': '$LATEST',
      'faas.max_memory': 256 * 1024 * 1024,
      'aws.log.group.names': ['/aws/lambda/orders'],
      'telemetry.sdk.language': 'nodejs',
      'telemetry.sdk.name': 'opentelemetry',
      'telemetry.distro.name': 'antifreeze',
    });
  });

  test('a cold start begins with an init span, a warm call has none', async () => {
    const fn = await start({ runtime });

    await fn.invoke({});
    await fn.frozen();
    const init = named('init');
    const root = named('orders');
    collector.clear();
    await fn.invoke({});
    await fn.frozen();

    expect(init?.parentSpanId).toBe(root?.spanId);
    const milliseconds = Number((init?.end ?? 0n) - (init?.start ?? 0n)) / 1e6;
    // The platform measures from before the process starts until it hears of it.
    expect(milliseconds).toBeGreaterThan(1);
    expect(milliseconds).toBeLessThan(fn.initDuration ?? 0);
    expect(init?.start).toBe(root?.start);
    expect(Number(init?.end)).toBeLessThanOrEqual(Number(root?.end));
    expect(named('init')).toBeUndefined();
    expect(named('orders')?.attributes['faas.coldstart']).toBe(false);
  });

  test('an environment with provisioned concurrency has no cold start', async () => {
    const fn = await start({
      runtime,
      environment: { AWS_LAMBDA_INITIALIZATION_TYPE: 'provisioned-concurrency' },
    });

    await fn.invoke({});
    await fn.frozen();

    expect(named('init')).toBeUndefined();
    expect(named('orders')?.attributes['faas.coldstart']).toBe(false);
  });

  test('a direct invoke continues the trace of its client context', async () => {
    const fn = await start({ runtime });
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

    await fn.invoke({}, { clientContext: { custom: { Traceparent: traceparent } } });
    await fn.frozen();

    expect(named('orders')).toMatchObject({
      kind: 'server',
      traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
      parentSpanId: '00f067aa0ba902b7',
      attributes: { 'faas.trigger': 'other' },
    });
  });

  test.each([
    { propagators: 'b3', custom: { b3: '4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-1' } },
    {
      propagators: 'jaeger,tracecontext',
      custom: { 'uber-trace-id': '4bf92f3577b34da6a3ce929d0e0e4736:00f067aa0ba902b7:0:1' },
    },
  ])(
    'OTEL_PROPAGATORS=$propagators is what context is read by',
    async ({ propagators, custom }) => {
      const fn = await start({ runtime, environment: { OTEL_PROPAGATORS: propagators } });

      await fn.invoke({}, { clientContext: { custom } });
      await fn.frozen();

      expect(named('orders')).toMatchObject({
        traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
        parentSpanId: '00f067aa0ba902b7',
      });
    },
  );

  test("AWS's own trace header is no parent, and its Sampled=0 silences nothing", async () => {
    const fn = await start({ runtime });
    const now = Math.floor(Date.now() / 1000).toString(16);
    const traceId = `Root=1-${now}-0123456789abcdef01234567;Parent=53995c3f42cd8ad8;Sampled=0`;

    await fn.invoke({}, { traceId });
    await fn.frozen();

    expect(named('orders')).toBeDefined();
    expect(named('orders')?.parentSpanId).toBeUndefined();
  });

  test('an error is on the root span with its type and its exception', async () => {
    const fn = await start({ runtime });

    await fn.invoke({ error: 'none left' });
    await fn.frozen();

    expect(named('orders')).toMatchObject({
      status: { code: 'error', message: 'none left' },
      attributes: { 'error.type': 'OutOfStock' },
      events: [{ name: 'exception', attributes: { 'exception.message': 'none left' } }],
    });
    expect(named('orders')?.status.code).toBe('error');
  });

  test.each([
    'api-gateway-rest/full',
    'api-gateway-http/full',
    'function-url/full',
    'alb/single-value',
  ])('a client of %s gets a 502 where the handler throws', async (name) => {
    const fn = await start({ runtime });
    const event = JSON.parse(readFileSync(`test/events/${name}.json`, 'utf8'));

    await fn.invoke({ ...event, body: JSON.stringify({ error: 'none left' }) });
    await fn.frozen();

    const root = collector.spans().find(({ attributes }) => attributes['faas.trigger']);
    expect(root).toMatchObject({
      status: { code: 'error', message: 'none left' },
      attributes: { 'http.response.status_code': 502, 'error.type': 'OutOfStock' },
    });
  });

  test('a client gets a 502, too, where the handler ends the process', async () => {
    const fn = await start({ runtime, handler: 'endings.handler' });

    await fn.invoke({ ...request, ending: 'exit' });
    await fn.invoke({});
    await fn.frozen();

    expect(named('GET /orders/{orderId}')).toMatchObject({
      attributes: { 'http.response.status_code': 502, 'error.type': 'process_exit' },
    });
  });

  test('a success leaves the status unset', async () => {
    const fn = await start({ runtime });

    await fn.invoke({ answer: { statusCode: 404 } });
    await fn.frozen();

    expect(named('orders')?.status).toEqual({ code: 'unset', message: '' });
  });

  test('a caller that samples nothing gets no span, and one by ratio only its share', async () => {
    const fn = await start({ runtime });
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00';

    await fn.invoke({}, { clientContext: { custom: { traceparent } } });
    await fn.frozen();

    expect(collector.spans()).toEqual([]);
  });

  test('JSON, gzip and headers are as the standard variables say', async () => {
    const fn = await start({
      runtime,
      environment: {
        OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
        OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
        OTEL_EXPORTER_OTLP_HEADERS: 'api-key=s%20ecret',
      },
    });

    await fn.invoke({});
    await fn.frozen();

    expect(collector.requests()[0]?.headers).toMatchObject({
      'content-type': 'application/json',
      'content-encoding': 'gzip',
      'api-key': 's ecret',
    });
    expect(collector.spans()).toHaveLength(3);
  });
});

test('overlapping invocations in several threads keep their own traces, and none is lost', async () => {
  const fn = await start({ concurrency: 8, timeoutMs: 20_000 });

  const calls = Array.from({ length: 40 }, (_, call) =>
    fn.invoke({ wait: call % 5, answer: call }),
  );
  const answers = await Promise.all(calls);
  await collector.waitForSpans(
    (spans) => spans.filter((span) => span.name === 'orders').length === 40,
    Date.now() + 60_000,
  );

  expect(answers.map(({ payload }) => Number(payload))).toEqual(answers.map((_, call) => call));
  const roots = collector.spans().filter((span) => span.name === 'orders');
  const work = collector.spans().filter((span) => span.name === 'work');
  expect(new Set(roots.map((root) => root.traceId)).size).toBe(40);
  expect(work.map((span) => span.parentSpanId).toSorted()).toEqual(
    roots.map((span) => span.spanId).toSorted(),
  );
});
