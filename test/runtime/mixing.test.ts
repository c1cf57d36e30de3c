import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { startCollector } from '../../harness/collector/collector.ts';
import type { CollectedSpan } from '../../src/viewer/otlp/collected-span.ts';
import { startFunction } from '../start-function.ts';

const invocations = Number(process.env['ANTIFREEZE_SOAK'] ?? 1_000);

test(`of ${invocations} invocations on Managed Instances, 64 at once, each has its own spans and all of them`, async () => {
  const collector = await startCollector();
  const echo = createServer((socket) => socket.pipe(socket)).listen(0, '127.0.0.1');
  await once(echo, 'listening');
  const fn = await startFunction({
    directory: fileURLToPath(new URL('functions', import.meta.url)),
    handler: 'mixing.handler',
    concurrency: 64,
    timeoutMs: 300_000,
    memoryMb: 2048,
    environment: {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      ECHO_PORT: String((echo.address() as AddressInfo).port),
      // However slow the machine is, this is not about what is dropped.
      OTEL_BSP_MAX_QUEUE_SIZE: '50000',
      ANTIFREEZE_FLUSH_TIMEOUT: '60000',
    },
  });
  onTestFinished(async () => {
    await fn.close();
    await collector.close();
    echo.close();
  });

  const orders = Array.from({ length: invocations }, (_, order) => order);
  const answers = await Promise.all(orders.map((order) => fn.invoke({ order })));
  await collector.waitForSpans(
    (spans) => spans.filter(isOfAnInvocation).length >= invocations * 4,
    Date.now() + 60_000,
  );

  expect(answers.map(({ payload }) => Number(payload))).toEqual(orders);
  const spans = collector.spans().filter(isOfAnInvocation);
  const traces = [...Map.groupBy(spans, ({ traceId }) => traceId).values()];
  expect(traces).toHaveLength(invocations);
  const wrong = traces.filter((trace) => {
    const names = trace.map(({ name }) => name).sort();
    const owners = new Set(trace.map(({ attributes }) => attributes['order']));
    return owners.size !== 1 || names.join() !== 'function-under-test,socket,stream,timer';
  });
  expect(wrong).toHaveLength(0);
}, 600_000);

/** Each thread has initialised, too. */
function isOfAnInvocation({ name }: CollectedSpan): boolean {
  return name !== 'init';
}
