import { onTestFinished } from 'vitest';
import { startOtelCollector } from '../../harness/backends/start-otel-collector.ts';
import { freePort } from '../../harness/free-port.ts';

/** Starts a Collector for a test that takes OTLP over HTTP and hands it to `exporters`. Gives the base of its endpoint. */
export async function receivingCollector(
  exporters: Readonly<Record<string, object>>,
): Promise<string> {
  const endpoint = `127.0.0.1:${await freePort()}`;
  const collector = await startOtelCollector({
    receivers: { otlp: { protocols: { http: { endpoint } } } },
    exporters,
    service: { pipelines: { traces: { receivers: ['otlp'], exporters: Object.keys(exporters) } } },
  });
  onTestFinished(() => collector.stop());
  return `http://${endpoint}`;
}
