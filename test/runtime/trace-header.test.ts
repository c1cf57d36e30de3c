import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type Collector, startCollector } from '../../harness/collector/collector.ts';
import { availableRuntimes } from '../../harness/lambda/index.ts';
import { eventNames, readEvent } from '../aws/triggers/events.ts';
import { startFunction } from '../start-function.ts';

const directory = fileURLToPath(new URL('functions', import.meta.url));
const sender = { traceId: '0af7651916cd43dd8448eb211c80319c', parentSpanId: 'b7ad6b7169203331' };
const ofTracer = 'Root=1-0af76519-16cd43dd8448eb211c80319c;Parent=b7ad6b7169203331;Sampled=0';

let collector: Collector;
beforeAll(async () => {
  collector = await startCollector();
});
afterAll(() => collector.close());

/** Lambda Managed Instances are of Node.js 24 only. */
const environments = availableRuntimes().flatMap(({ name }) =>
  (name === 'nodejs24.x' ? [1, 2] : [1]).map((concurrency) => [name, concurrency] as const),
);

describe.each(environments)('on %s with %i invocations at once', (runtime, concurrency) => {
  async function startAnswering(propagators: string) {
    const fn = await startFunction({
      runtime,
      directory,
      handler: 'answers.handler',
      timeoutMs: 60_000,
      ...(concurrency > 1 && { concurrency }),
      environment: {
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
        OTEL_PROPAGATORS: propagators,
      },
    });
    onTestFinished(() => fn.close());
    return async (event: unknown, traceId?: string) => {
      collector.clear();
      await fn.invoke(event, traceId === undefined ? {} : { traceId });
      const root = () =>
        collector.spans().find(({ attributes }) => attributes['faas.trigger'] !== undefined);
      await expect.poll(root, { interval: 5 }).toBeDefined();
      return root();
    };
  }

  test('an invocation continues the trace of its header, whatever its source', async () => {
    const rootOf = await startAnswering('tracecontext,baggage');
    const withoutSender = new Set<string>();

    for (const name of eventNames) {
      const event = readEvent(name);
      const source = name.split('/')[0] ?? '';
      // A header that AWS made up, as the platform adds to each call, is nobody's.
      if (withoutSender.has(source) || (await rootOf(event))?.parentSpanId) continue;
      withoutSender.add(source);

      expect(await rootOf(event, ofTracer), name).toMatchObject(sender);
    }
    // Of all sources, but those whose events all name a sender.
    expect(withoutSender.size).toBeGreaterThan(readdirSync('test/events').length - 6);
  });

  test('the sender of a message has a link, too', async () => {
    const rootOf = await startAnswering('tracecontext,baggage');

    const root = await rootOf(readEvent('sns/plain'), ofTracer);

    expect(root?.links).toMatchObject([{ traceId: sender.traceId, spanId: sender.parentSpanId }]);
  });

  test('xray-lambda prefers it to the header of a request', async () => {
    const rootOf = await startAnswering('xray-lambda');
    const headers = {
      'x-amzn-trace-id':
        'Root=1-4bf92f35-77b34da6a3ce929d0e0e4736;Parent=00f067aa0ba902b7;Sampled=1',
    };

    const root = await rootOf(
      { ...readEvent('function-url/minimal'), headers },
      ofTracer.replace('Sampled=0', 'Sampled=1'),
    );

    expect(root).toMatchObject(sender);
  });
});
