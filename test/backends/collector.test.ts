import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { startOtelCollector } from '../../harness/backends/start-otel-collector.ts';
import { startCollector } from '../../harness/collector/collector.ts';
import { freePort } from '../../harness/free-port.ts';
import { startFunction } from '../../harness/lambda/index.ts';

const directory = fileURLToPath(new URL('../runtime/functions', import.meta.url));

test('the Collector takes what a function sends, and hands it on', async () => {
  const behind = await startCollector();
  onTestFinished(() => behind.close());
  const port = await freePort();
  const collector = await startOtelCollector({
    receivers: { otlp: { protocols: { http: { endpoint: `127.0.0.1:${port}` } } } },
    exporters: { otlp_http: { endpoint: behind.url } },
    service: { pipelines: { traces: { receivers: ['otlp'], exporters: ['otlp_http'] } } },
  });
  onTestFinished(() => collector.stop());
  const fn = await startFunction({
    directory,
    handler: 'spans.handler',
    environment: { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` },
  });
  onTestFinished(() => fn.close());

  await fn.invoke({});
  await fn.frozen();

  const spans = await behind.waitForSpans(4, Date.now() + 10_000);
  expect(spans.map(({ name }) => name).sort()).toEqual([
    'function-under-test',
    'init',
    'work 0',
    'work 1',
  ]);
});
