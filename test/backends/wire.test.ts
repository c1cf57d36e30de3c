import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { installCollector } from '../../harness/backends/install-collector.ts';
import { startOtelCollector } from '../../harness/backends/start-otel-collector.ts';
import { startCollector } from '../../harness/collector/collector.ts';
import { freePort } from '../../harness/free-port.ts';
import { startFunction } from '../start-function.ts';
import { ifItCanBeHad } from './needs.ts';

const directory = fileURLToPath(new URL('../runtime/functions', import.meta.url));
const isThere = (await ifItCanBeHad('The Collector', installCollector)) !== undefined;

/** A Collector with a small limit for requests, and a port for gRPC. */
async function collector() {
  const behind = await startCollector();
  const [http, grpc] = [`127.0.0.1:${await freePort()}`, `127.0.0.1:${await freePort()}`];
  const protocols = {
    http: { endpoint: http, max_request_body_size: 2_000 },
    grpc: { endpoint: grpc },
  };
  const running = await startOtelCollector({
    receivers: { otlp: { protocols } },
    exporters: { otlp_http: { endpoint: behind.url } },
    service: { pipelines: { traces: { receivers: ['otlp'], exporters: ['otlp_http'] } } },
  });
  onTestFinished(async () => {
    await running.stop();
    await behind.close();
  });
  return { behind, http, grpc };
}

async function functionTo(address: string, environment: Readonly<Record<string, string>> = {}) {
  const fn = await startFunction({
    directory,
    handler: 'spans.handler',
    environment: { OTEL_EXPORTER_OTLP_ENDPOINT: `http://${address}`, ...environment },
  });
  onTestFinished(() => fn.close());
  return fn;
}

test.runIf(isThere)(
  'what is above its limit, for which it answers 400, comes in halves',
  async () => {
    const { behind, http } = await collector();
    const fn = await functionTo(http, { ANTIFREEZE_FLUSH_TIMEOUT: '20000' });

    await fn.invoke({ spans: 100 });
    await fn.frozen();

    await behind.waitForSpans(102, Date.now() + 20_000);
    expect(behind.spans()).toHaveLength(102);
    expect(fn.logs.filter(({ text }) => text.includes('antifreeze'))).toEqual([]);
  },
);

test.runIf(isThere)('its port for gRPC is told for what it is, once', async () => {
  const { grpc } = await collector();
  const fn = await functionTo(grpc);

  for (let call = 0; call < 3; call++) {
    await fn.invoke({});
    await fn.frozen();
  }

  const lines = fn.logs.map(({ text }) => text).filter((text) => text.includes('antifreeze'));
  expect(lines).toEqual([expect.stringContaining('4317 is for gRPC')]);
});
