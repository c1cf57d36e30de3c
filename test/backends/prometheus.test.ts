import { expect, onTestFinished, test, vi } from 'vitest';
import { installCollector } from '../../harness/backends/install-collector.ts';
import { installPrometheus } from '../../harness/backends/install-prometheus.ts';
import { startOtelCollector } from '../../harness/backends/start-otel-collector.ts';
import { startPrometheus } from '../../harness/backends/start-prometheus.ts';
import { freePort } from '../../harness/free-port.ts';
import { ifItCanBeHad } from './needs.ts';
import { runShop } from './shop.ts';

const installed = await ifItCanBeHad('Prometheus and the Collector before it', () =>
  Promise.all([installPrometheus(), installCollector()]),
);

test.runIf(installed)(
  'span metrics count each invocation once, in series that a cold start does not add to',
  async () => {
    const [endpoint, metrics] = [`127.0.0.1:${await freePort()}`, `127.0.0.1:${await freePort()}`];
    const collector = await startOtelCollector(spanMetrics(endpoint, metrics));
    onTestFinished(() => collector.stop());
    const prometheus = await startPrometheus(metrics);
    onTestFinished(() => prometheus.stop());

    await runShop(`http://${endpoint}`);
    await runShop(`http://${endpoint}`);

    const total = 'traces_span_metrics_calls_total';
    const roots = (labels: string) =>
      `sum by (service_name) (${total}{faas_trigger!="",${labels}})`;
    const expected = {
      // Four orders, one that can't be delivered, one that is asked for; each twice.
      [roots('faas_trigger="http"')]: { orders: 12, 'orders-export': 2, labels: 6 },
      // Not the records of these batches.
      [roots('faas_trigger="pubsub"')]: { packing: 4, 'packing-slow': 2 },
      [roots('status_code="STATUS_CODE_ERROR"')]: { orders: 2, 'packing-slow': 2 },
      // Series, after two cold starts each.
      [`count by (service_name) (${total}{faas_trigger="pubsub"})`]: {
        packing: 1,
        'packing-slow': 1,
      },
      [`count by (service_name) (${total}{span_kind="SPAN_KIND_PRODUCER"})`]: { orders: 1 },
      [`sum by (service_name) (${total}{service_peer_name="aws_sqs:packing",faas_trigger=""})`]: {
        orders: 8,
      },
    };
    await vi.waitFor(
      async () => {
        const answers = Object.keys(expected).map(async (query) => [
          query,
          await ask(prometheus.api, query),
        ]);
        expect(Object.fromEntries(await Promise.all(answers))).toEqual(expected);
      },
      { timeout: 30_000, interval: 500 },
    );
  },
);

/** Without what tells environments apart, which would be series of their own. */
function spanMetrics(endpoint: string, metrics: string): object {
  return {
    receivers: { otlp: { protocols: { http: { endpoint } } } },
    processors: {
      'resource/environments': { attributes: [{ key: 'service.instance.id', action: 'delete' }] },
    },
    connectors: {
      span_metrics: {
        dimensions: [{ name: 'faas.trigger' }, { name: 'service.peer.name' }],
        resource_metrics_key_attributes: ['service.name', 'service.namespace'],
        metrics_flush_interval: '1s',
      },
    },
    exporters: { prometheus: { endpoint: metrics } },
    service: {
      pipelines: {
        traces: {
          receivers: ['otlp'],
          processors: ['resource/environments'],
          exporters: ['span_metrics'],
        },
        metrics: { receivers: ['span_metrics'], exporters: ['prometheus'] },
      },
    },
  };
}

/** The values of an instant query, by the service they are of. */
async function ask(api: string, query: string): Promise<Record<string, number>> {
  const response = await fetch(`${api}/query?query=${encodeURIComponent(query)}`);
  const { data } = (await response.json()) as {
    data: { result: { metric: { service_name: string }; value: [number, string] }[] };
  };
  return Object.fromEntries(
    data.result.map(({ metric, value }) => [metric.service_name, Number(value[1])]),
  );
}
