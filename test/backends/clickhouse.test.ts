import { expect, onTestFinished, test } from 'vitest';
import { installChdb } from '../../harness/backends/install-chdb.ts';
import { installCollector } from '../../harness/backends/install-collector.ts';
import { startClickHouse } from '../../harness/backends/start-clickhouse.ts';
import { startCollector } from '../../harness/collector/collector.ts';
import type { CollectedSpan } from '../../src/viewer/otlp/collected-span.ts';
import { ifItCanBeHad } from './needs.ts';
import { receivingCollector } from './receiving-collector.ts';
import { runShop } from './shop.ts';
import { texts } from './told-span.ts';

const installed = await ifItCanBeHad("ClickHouse's engine and the Collector before it", () =>
  Promise.all([installChdb(), installCollector()]),
);

/** With the schema that the Collector's exporter makes, for spans to be kept for three days. */
async function clickHouseWithSchema() {
  const clickHouse = await startClickHouse();
  onTestFinished(() => clickHouse.stop());
  await receivingCollector({
    clickhouse: { endpoint: `${clickHouse.url}?compress=none`, database: 'otel', ttl: '72h' },
  });
  return clickHouse;
}

test.runIf(installed)("the exporter's schema holds the traces of the shop whole", async () => {
  const clickHouse = await clickHouseWithSchema();
  const collector = await startCollector();
  onTestFinished(() => collector.close());

  const sent = await runShop(collector.url);
  await clickHouse.insert('otel.otel_traces', sent.map(rowOf));

  const services = await clickHouse.ask(
    'SELECT ServiceName service, toUInt32(count()) spans FROM otel.otel_traces GROUP BY service ORDER BY service',
  );
  expect(services).toEqual([
    { service: 'labels', spans: 6 },
    { service: 'orders', spans: 21 },
    { service: 'orders-export', spans: 3 },
    { service: 'packing', spans: 12 },
    { service: 'packing-slow', spans: 5 },
  ]);
  // All below the order that went through queue and worker to Google's function, by their parents alone.
  const [chain] = await clickHouse.ask<{ path: string[] }>(`
    WITH RECURSIVE tree AS (
      SELECT SpanId, ServiceName, SpanName, [concat(ServiceName, ': ', SpanName)] AS path
      FROM otel.otel_traces WHERE ParentSpanId = '' AND SpanName = 'POST /orders'
      UNION ALL
      SELECT child.SpanId, child.ServiceName, child.SpanName,
        arrayPushBack(tree.path, concat(child.ServiceName, ': ', child.SpanName))
      FROM otel.otel_traces AS child JOIN tree ON child.ParentSpanId = tree.SpanId
    )
    SELECT path FROM tree ORDER BY length(path) DESC LIMIT 1`);
  expect(chain?.path).toEqual([
    'orders: POST /orders',
    'orders: send packing',
    'packing: process packing',
    'packing: process packing',
    'packing: pack order',
    'packing: POST',
    'labels: POST',
    'labels: print label',
  ]);
  expect(
    await clickHouse.ask(
      "SELECT SpanAttributes['error.type'] type, StatusMessage message FROM otel.otel_traces WHERE StatusCode = 'Error' AND ParentSpanId = '' AND type != '' ORDER BY type",
    ),
  ).toEqual([{ type: 'OutOfStockError', message: 'snow-globe is out of stock' }]);
  expect(
    await clickHouse.ask(
      "SELECT toUInt32(count()) links FROM otel.otel_traces ARRAY JOIN Links AS link WHERE link.SpanId IN (SELECT SpanId FROM otel.otel_traces WHERE SpanKind = 'Producer')",
    ),
  ).toEqual([{ links: 8 }]);
});

test.runIf(installed)('spans are gone when they are older than the exporter was told', async () => {
  const clickHouse = await clickHouseWithSchema();
  const daysAgo = (days: number) => ({
    Timestamp: new Date(Date.now() - days * 86_400_000).toISOString().replace(/[TZ]/g, ' ').trim(),
    SpanName: `${days} days old`,
  });

  await clickHouse.insert('otel.otel_traces', [1, 2, 4, 40].map(daysAgo));
  await clickHouse.ask('OPTIMIZE TABLE otel.otel_traces FINAL');

  expect(await clickHouse.ask('SELECT SpanName FROM otel.otel_traces ORDER BY SpanName')).toEqual([
    { SpanName: '1 days old' },
    { SpanName: '2 days old' },
  ]);
});

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
const seconds = (time: bigint) =>
  `${time / 1_000_000_000n}.${String(time % 1_000_000_000n).padStart(9, '0')}`;

/** A row as the exporter writes it; times of events are left out. */
function rowOf(span: CollectedSpan): object {
  return {
    Timestamp: seconds(span.start),
    TraceId: span.traceId,
    SpanId: span.spanId,
    ParentSpanId: span.parentSpanId ?? '',
    SpanName: span.name,
    SpanKind: capital(span.kind),
    ServiceName: span.resource['service.name'],
    ResourceAttributes: texts(span.resource),
    SpanAttributes: texts(span.attributes),
    Duration: Number(span.end - span.start),
    StatusCode: capital(span.status.code),
    StatusMessage: span.status.message,
    'Links.TraceId': span.links.map(({ traceId }) => traceId),
    'Links.SpanId': span.links.map(({ spanId }) => spanId),
    'Links.TraceState': span.links.map(({ traceState }) => traceState),
    'Links.Attributes': span.links.map(({ attributes }) => texts(attributes)),
  };
}
