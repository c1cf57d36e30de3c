import { describe, expect, test } from 'vitest';
import { availableRuntimes, type LambdaFunction } from '../../harness/lambda/index.ts';
import { patiently } from './patiently.ts';
import { killWhileWaiting, sumOf, useFunctions } from './use-functions.ts';

const fixture = useFunctions({
  handler: 'metrics.handler',
  environment: { OTEL_METRICS_EXPORTER: 'otlp' },
});
const { start } = fixture;

const pointsOf = (metric: string) =>
  fixture.collector.points().filter((point) => point.metric === metric);
const totalOf = (metric: string) => sumOf(fixture.collector.points(), metric);
const countOf = (metric: string) => sumOf(fixture.collector.points(), metric, 'count');

/** Whose root says so, each once. */
function unsuccessful(): Set<unknown> {
  const roots = fixture.collector.spans().filter((span) => span.attributes['faas.invocation_id']);
  const failed = roots.filter(({ status }) => status.code === 'error');
  return new Set(failed.map(({ attributes }) => attributes['faas.invocation_id']));
}

/** How the invocations end that don't just answer, by their number. */
const endings: Readonly<Record<number, string>> = {
  7: 'kill',
  13: 'wait',
  21: 'busy',
  28: 'exit',
  40: 'throw',
};
/** The collector takes nothing from the first of these to the last. */
const outage = { from: 31, to: 37 };

async function invoke(fn: LambdaFunction, call: number): Promise<void> {
  const ending = endings[call] ?? 'answer';
  if (ending !== 'kill') {
    await fn.invoke({ count: call, ending });
    await fn.frozen();
    return;
  }
  await killWhileWaiting(fn, { count: call });
}

/** What an outage has kept is sent as soon as the circuit breaker lets it. Gives back the number of calls. */
async function invokeUntil(fn: LambdaFunction, isDone: () => boolean): Promise<number> {
  const deadline = Date.now() + 60_000;
  let calls = 0;
  for (; !isDone() && Date.now() < deadline; calls += 1) {
    await fn.invoke({ count: 0, wait: 200 });
    await fn.frozen();
  }
  return calls;
}

describe.each(availableRuntimes())('on $name', ({ name: runtime }) => {
  test('all that fifty invocations measure arrives once, through kills, time-outs and an outage', async () => {
    // What the collector has taken, but has not acknowledged by the kill, comes twice: there is time for that.
    const fn = await start({
      runtime,
      timeoutMs: patiently(3_000),
      environment: { ANTIFREEZE_TIMEOUT_MARGIN: `${patiently(1_000)}` },
    });
    for (let call = 0; call < 50; call += 1) {
      if (call === outage.from) await fixture.collector.refuse();
      if (call === outage.to) await fixture.collector.listen();
      await invoke(fn, call);
    }
    const ordered = 49 * 50;
    const calls = 50 + (await invokeUntil(fn, () => totalOf('orders') >= ordered));

    expect(totalOf('orders')).toBe(ordered);
    expect(countOf('waits')).toBe(calls);
    // One waited until its time was up, one was killed, one was held in a loop, one exited, one threw.
    expect(unsuccessful().size).toBe(5);
    // What the process told of at the last moment, and heard no answer to before it was killed, is told again by the next.
    const told = totalOf('faas.timeouts') + totalOf('faas.errors');
    expect([5, 6]).toContain(told);
    expect(totalOf('faas.timeouts')).toBeGreaterThanOrEqual(told - 4);
    expect(totalOf('faas.invocations')).toBe(calls - 5);
    // Those that were killed have no duration that anybody knows, but for the one that waited, if it was told in time.
    expect(countOf('faas.invoke_duration')).toBeGreaterThanOrEqual(calls - 3);
    expect(countOf('faas.invoke_duration')).toBeLessThanOrEqual(calls - 2 + told - 5);
    expect(totalOf('faas.coldstarts')).toBe(fn.environmentsStarted);
    expect(countOf('faas.init_duration')).toBe(fn.environmentsStarted);
  });

  test('points say what the conventions want, with an example from the trace', async () => {
    const fn = await start({ runtime });
    await fn.invoke({ count: 3, shop: 'Ulm', wait: 20 });
    await fn.frozen();

    const [root] = fixture.collector.spans().filter(({ name }) => name === 'function-under-test');
    const [duration] = pointsOf('faas.invoke_duration');
    expect(duration).toMatchObject({
      unit: 's',
      type: 'histogram',
      delta: true,
      count: 1,
      attributes: { 'faas.trigger': 'other' },
      resource: { 'service.name': 'function-under-test', 'cloud.platform': 'aws_lambda' },
      buckets: {
        bounds: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
      },
      exemplarTraceId: root?.traceId,
    });
    expect(duration?.value).toBeGreaterThan(0.019);
    expect(pointsOf('faas.mem_usage')[0]?.value).toBeGreaterThan(20 * 2 ** 20);
    expect(pointsOf('faas.cpu_usage')[0]?.value).toBeGreaterThan(0);
    expect(pointsOf('orders')).toMatchObject([
      {
        value: 6,
        delta: true,
        monotonic: true,
        attributes: { shop: 'Ulm' },
        exemplarTraceId: root?.traceId,
      },
    ]);
  });

  test('a long invocation sends its metrics while it lasts', async () => {
    const fn = await start({ runtime, environment: { OTEL_METRIC_EXPORT_INTERVAL: '100' } });
    let isOver = false;
    const invoked = fn.invoke({ count: 1, wait: patiently(1_000) }).then(() => {
      isOver = true;
    });
    await expect.poll(() => totalOf('orders')).toBe(1);
    const early = !isOver;
    await invoked;
    await fn.frozen();

    expect(early).toBe(true);
    expect(totalOf('orders')).toBe(2);
  });

  test('metrics are about all invocations where no trace is kept', async () => {
    const fn = await start({ runtime, environment: { OTEL_TRACES_SAMPLER: 'always_off' } });
    const event = {
      version: '2.0',
      requestContext: {
        http: { method: 'GET', path: '/' },
        domainName: 'x.lambda-url.eu-west-1.on.aws',
      },
      headers: {},
      rawPath: '/',
      routeKey: '$default',
    };
    for (let call = 0; call < 3; call += 1) {
      await fn.invoke(event);
      await fn.frozen();
    }

    expect(fixture.collector.spans()).toEqual([]);
    expect(totalOf('faas.invocations')).toBe(3);
    expect(countOf('http.server.request.duration')).toBe(3);
    expect(pointsOf('orders').every(({ exemplarTraceId }) => !exemplarTraceId)).toBe(true);
  });
});

test('an outage of hundreds of invocations costs no measurement', async () => {
  const fn = await start({});
  await fixture.collector.refuse();
  for (let call = 0; call < 300; call += 1) {
    await fn.invoke({ count: 1, wait: 0 });
    await fn.frozen();
  }
  await fixture.collector.listen();
  const calls = 300 + (await invokeUntil(fn, () => totalOf('orders') >= 600));

  expect(totalOf('orders')).toBe(600);
  expect(totalOf('faas.invocations')).toBe(calls);
});

test.each([{ protocol: 'http/json' }, { protocol: 'http/protobuf' }])(
  'points are the same over $protocol',
  async ({ protocol }) => {
    const fn = await start({
      environment: {
        OTEL_EXPORTER_OTLP_METRICS_PROTOCOL: protocol,
        OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION:
          'base2_exponential_bucket_histogram',
      },
    });
    await fn.invoke({ count: 3, wait: 5 });
    await fn.frozen();

    const encodings = fixture.collector.requests().map(({ encoding }) => encoding);
    expect(encodings).toContain(protocol === 'http/json' ? 'json' : 'protobuf');
    expect(pointsOf('orders')).toMatchObject([
      { value: 6, delta: true, monotonic: true, attributes: { shop: 'Ulm' } },
    ]);
    expect(pointsOf('waits')).toMatchObject([
      { type: 'exponentialHistogram', value: 5, count: 1, unit: 'ms' },
    ]);
    expect(pointsOf('orders')[0]?.exemplarTraceId).toMatch(/^[0-9a-f]{32}$/);
  },
);

test('invocations at the same time count under their own names, in their own traces', async () => {
  const fn = await start({
    handler: 'concurrent-metrics.handler',
    concurrency: 8,
  });
  const callers = Array.from({ length: 24 }, (_, index) => ({
    caller: `c${index}`,
    count: index + 1,
  }));

  const answers = await Promise.all(callers.map((event) => fn.invoke(event)));
  const all = callers.reduce((sum, { count }) => sum + count, 0);
  for (const deadline = Date.now() + 60_000; totalOf('orders') < all && Date.now() < deadline; )
    await new Promise((resolve) => setTimeout(resolve, 20));

  for (const [index, { caller, count }] of callers.entries()) {
    const own = pointsOf('orders').filter(({ attributes }) => attributes['caller'] === caller);
    expect(own.reduce((sum, { value }) => sum + value, 0)).toBe(count);
    const traceIds = new Set(own.map(({ exemplarTraceId }) => exemplarTraceId));
    expect(traceIds).toEqual(new Set([JSON.parse(answers[index]?.payload ?? '')]));
  }
  expect(totalOf('faas.invocations')).toBe(callers.length);
});
