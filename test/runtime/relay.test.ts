import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { startCollector } from '../../harness/collector/collector.ts';
import { availableRuntimes, type LambdaFunction } from '../../harness/lambda/index.ts';
import { emulatedQueue } from '../export/sqs-endpoint.ts';
import { pollQueue } from '../relay/event-source.ts';
import { startFunction } from '../start-function.ts';

const directory = fileURLToPath(new URL('functions', import.meta.url));

test.each(availableRuntimes())(
  'on $name, spans and log records reach the collector through the queue and the relay',
  async ({ name: runtime }) => {
    const collector = await startCollector();
    const { origin, queueUrl } = await emulatedQueue();
    const source = pollQueue(origin, queueUrl);
    onTestFinished(async () => {
      source.close();
      await collector.close();
    });
    const start = async (handler: string, environment: Record<string, string>) => {
      const fn = await startFunction({
        directory,
        handler,
        runtime,
        environment,
      });
      onTestFinished(() => fn.close());
      return fn;
    };
    const traced = await start('spans.handler', {
      ANTIFREEZE_RELAY: 'sqs',
      ANTIFREEZE_RELAY_QUEUE_URL: queueUrl,
      // The function's process doesn't resolve the name that the emulator goes by.
      AWS_ENDPOINT_URL_SQS: `http://127.0.0.1:${new URL(origin).port}`,
      // Nobody there: spans go through the queue or not at all.
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
      OTEL_LOGS_EXPORTER: 'otlp',
      ANTIFREEZE_CAPTURE_CONSOLE: 'true',
      LINES: '1',
    });
    const relay = await start('relay.handler', { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });

    for (let call = 1; call <= 5; call++) {
      await served(traced, { spans: 2 });
      // One message a signal, which may come one by one.
      while (collector.logs().length < call || collector.spans().length < 3 * call) {
        const answer = await served(relay, await source.receive());
        expect(JSON.parse(answer)).toEqual({ batchItemFailures: [] });
      }
    }

    // Of each call the root span and two below it, and `init` of the cold start.
    expect(collector.spans()).toHaveLength(5 * 3 + 1);
    expect(collector.logs().map(({ body }) => body)).toEqual(Array(5).fill('work'));
    expect(new Set(collector.spans().map((span) => span.resource['faas.name']))).toEqual(
      new Set(['function-under-test']),
    );
  },
);

test('metrics take the same way, in messages of their own', async () => {
  const collector = await startCollector();
  const { origin, queueUrl } = await emulatedQueue();
  const source = pollQueue(origin, queueUrl);
  const fn = await startFunction({
    directory,
    handler: 'metrics.handler',
    environment: {
      ANTIFREEZE_RELAY: 'sqs',
      ANTIFREEZE_RELAY_QUEUE_URL: queueUrl,
      AWS_ENDPOINT_URL_SQS: `http://127.0.0.1:${new URL(origin).port}`,
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
      OTEL_METRICS_EXPORTER: 'otlp',
    },
  });
  const relay = await startFunction({
    directory,
    handler: 'relay.handler',
    environment: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url },
  });
  onTestFinished(async () => {
    source.close();
    await Promise.all([fn.close(), relay.close(), collector.close()]);
  });
  const orders = () => collector.points().filter(({ metric }) => metric === 'orders');

  await served(fn, { count: 3 });
  await served(fn, { count: 4 });
  while (orders().length < 2 || collector.spans().length < 3)
    await served(relay, await source.receive());

  expect(orders().map(({ value }) => value)).toEqual([6, 8]);
});

async function served(fn: LambdaFunction, event: unknown): Promise<string> {
  const { status, payload } = await fn.invoke(event);
  await fn.frozen();
  expect(status, payload).toBe('response');
  return payload;
}
