import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { installCollector } from '../../harness/backends/install-collector.ts';
import { createCertificates } from '../../harness/collector/certificates.ts';
import { type Collector, startCollector } from '../../harness/collector/collector.ts';
import { freePort } from '../../harness/free-port.ts';
import { startFunction } from '../start-function.ts';
import { collectorVariables, startConfigured, token } from './configured-collector.ts';
import { ifItCanBeHad } from './needs.ts';

const directory = fileURLToPath(new URL('../runtime/functions', import.meta.url));
const isThere = (await ifItCanBeHad('The Collector', installCollector)) !== undefined;
const collectorTest = test.runIf(isThere);
const soon = () => Date.now() + 20_000;

/** A back end, whatever it is: all that the Collector sends it. */
async function startBackend(): Promise<Collector> {
  const backend = await startCollector();
  onTestFinished(() => backend.close());
  return backend;
}

/** A function that sends to a Collector with its token. */
async function ordersTo(
  address: string,
  environment: Readonly<Record<string, string>> = {},
  handler = 'orders.handler',
) {
  const fn = await startFunction({
    directory,
    handler,
    functionName: 'orders',
    environment: {
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://${address}`,
      OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer ${token}`,
      ...environment,
    },
  });
  onTestFinished(() => fn.close());
  const call = async (event: object) => {
    await fn.invoke(event);
    await fn.frozen();
  };
  return { ...fn, call };
}

const namesOf = (backend: Collector) =>
  backend
    .spans()
    .map(({ name }) => name)
    .sort();

describe.runIf(isThere)('gateway.yaml', () => {
  test('takes spans of those who have the token, and redacts them', async () => {
    const backend = await startBackend();
    const variables = await collectorVariables(backend.url);
    await startConfigured(['gateway'], variables);
    const stranger = await ordersTo(variables.OTLP_ADDRESS, { OTEL_EXPORTER_OTLP_HEADERS: '' });
    const orders = await ordersTo(variables.OTLP_ADDRESS);

    await stranger.call({});
    await orders.call({
      attributes: {
        card: 'paid with 4111 1111 1111 1111',
        mail: 'for jo@example.com',
        'session.token': 'abcdef',
        'gen_ai.usage.input_tokens': 7,
        'order.items': 3,
      },
    });

    const spans = await backend.waitForSpans(3, soon());
    const price = spans.find(({ name }) => name === 'price');
    expect(namesOf(backend)).toEqual(['init', 'orders', 'price']);
    expect(stranger.logs.map(({ text }) => text).join()).toContain('check the key');
    expect(price?.attributes).toEqual({
      card: 'paid with ****',
      mail: 'for ****',
      'session.token': '****',
      'gen_ai.usage.input_tokens': 7,
      'order.items': 3,
    });
  });

  test('keeps on disk what the back end does not take, also when it is killed', async () => {
    const backend = await startBackend();
    await backend.refuse();
    const variables = await collectorVariables(backend.url);
    const first = await startConfigured(['gateway'], variables);
    const orders = await ordersTo(variables.OTLP_ADDRESS);

    await orders.call({});
    await first.stop();
    await backend.listen();
    await startConfigured(['gateway'], variables);

    await backend.waitForSpans(3, soon());
    expect(namesOf(backend)).toEqual(['init', 'orders', 'price']);
  });

  test('takes log records and metrics with logs.yaml and metrics.yaml, and redacts them', async () => {
    const backend = await startBackend();
    const variables = await collectorVariables(backend.url);
    await startConfigured(['gateway', 'logs', 'metrics'], variables);
    const on = {
      OTEL_LOGS_EXPORTER: 'otlp',
      ANTIFREEZE_CAPTURE_CONSOLE: 'true',
      OTEL_METRICS_EXPORTER: 'otlp',
    };
    const orders = await ordersTo(variables.OTLP_ADDRESS, on, 'logs.console');
    const line = { message: 'paid', 'order.mail': 'jo@example.com', 'session.token': 'abcdef' };

    await orders.call({ said: [{ method: 'log', args: [JSON.stringify(line)] }] });

    await backend.waitForSpans(2, soon());
    const paid = () => backend.logs().find(({ body }) => body === 'paid');
    await expect.poll(paid).toBeDefined();
    await expect
      .poll(() => backend.points().map(({ metric }) => metric))
      .toContain('faas.invocations');
    expect(paid()?.attributes).toMatchObject({ 'order.mail': '****', 'session.token': '****' });
  });

  test('serves with tls.yaml only those whose certificate it knows', async () => {
    const certificates = createCertificates();
    onTestFinished(() => certificates.remove());
    const backend = await startBackend();
    const variables = await collectorVariables(backend.url);
    await startConfigured(['gateway', 'tls'], {
      ...variables,
      CERT_FILE: certificates.server.certificate,
      KEY_FILE: certificates.server.key,
      CLIENT_CA_FILE: certificates.client.certificate,
    });
    const secure = {
      OTEL_EXPORTER_OTLP_ENDPOINT: `https://${variables.OTLP_ADDRESS}`,
      OTEL_EXPORTER_OTLP_CERTIFICATE: certificates.server.certificate,
    };
    const stranger = await ordersTo(variables.OTLP_ADDRESS, secure);
    const orders = await ordersTo(variables.OTLP_ADDRESS, {
      ...secure,
      OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: certificates.client.certificate,
      OTEL_EXPORTER_OTLP_CLIENT_KEY: certificates.client.key,
    });

    await stranger.call({});
    await orders.call({});

    await backend.waitForSpans(3, soon());
    expect(namesOf(backend)).toEqual(['init', 'orders', 'price']);
    expect(stranger.logs.map(({ text }) => text).join()).toContain('client certificate');
  });
});

collectorTest('tail-sampling.yaml keeps traces with an error and slow ones, whole', async () => {
  const backend = await startBackend();
  const variables = await collectorVariables(backend.url);
  await startConfigured(['gateway', 'tail-sampling'], {
    ...variables,
    DECISION_WAIT: '2s',
    SLOW_MS: '1500',
    KEEP_PERCENT: '0',
  });
  const orders = await ordersTo(variables.OTLP_ADDRESS);
  await orders.call({ attributes: { kind: 'first' } });

  await orders.call({ attributes: { kind: 'slow' }, wait: 1_600 });
  await orders.call({ attributes: { kind: 'quick' } });
  await orders.call({ attributes: { kind: 'failed' }, fail: true });

  await backend.waitForSpans(4, soon());
  const kinds = backend.spans().map(({ attributes }) => attributes['kind']);
  expect(namesOf(backend)).toEqual(['orders', 'orders', 'price', 'price']);
  expect(kinds.filter((kind) => kind !== undefined).sort()).toEqual(['failed', 'slow']);
});

collectorTest('two-back-ends.yaml sends what is of production to both', async () => {
  const backend = await startBackend();
  const second = await startBackend();
  const variables = await collectorVariables(backend.url);
  await startConfigured(['gateway', 'two-back-ends'], {
    ...variables,
    SECOND_ENDPOINT: second.url,
  });
  const stages = ['staging', 'production'];

  for (const stage of stages) {
    const orders = await ordersTo(variables.OTLP_ADDRESS, {
      OTEL_RESOURCE_ATTRIBUTES: `deployment.environment.name=${stage}`,
    });
    await orders.call({});
  }

  await Promise.all([backend.waitForSpans(6, soon()), second.waitForSpans(3, soon())]);
  const stagesOf = ({ spans }: Collector) =>
    new Set(spans().map(({ resource }) => resource['deployment.environment.name']));
  expect(stagesOf(backend)).toEqual(new Set(stages));
  expect(stagesOf(second)).toEqual(new Set(['production']));
});

collectorTest(
  'span-metrics.yaml counts all spans, and makes no series for each process',
  async () => {
    const backend = await startBackend();
    const variables = await collectorVariables(backend.url);
    const metricsAddress = `127.0.0.1:${await freePort()}`;
    await startConfigured(['gateway', 'tail-sampling', 'span-metrics'], {
      ...variables,
      METRICS_ADDRESS: metricsAddress,
      METRICS_INTERVAL: '1s',
      KEEP_PERCENT: '0',
    });
    const orders = await ordersTo(variables.OTLP_ADDRESS);

    await orders.call({});
    await orders.call({ fail: true });
    await orders.kill();
    await orders.call({});

    const calls = await metricsOf(metricsAddress, (lines) => totalOf(lines, 'orders') === 3);
    expect(totalOf(calls, 'init')).toBe(2);
    // Of the two cold starts, and of the call that failed.
    expect(calls.filter((line) => line.includes('span_name="orders"'))).toHaveLength(2);
    expect(calls.join()).toContain('job="orders"');
    expect(calls.join()).not.toContain('instance=');
  },
);

/** The counters of calls that Prometheus would read, once they are as `isDone` wants them, or a minute has passed. */
async function metricsOf(address: string, isDone: (lines: readonly string[]) => boolean) {
  for (const deadline = soon(); ; await new Promise((resolve) => setTimeout(resolve, 200))) {
    const response = await fetch(`http://${address}/metrics`);
    const lines = (await response.text()).split('\n');
    const calls = lines.filter((line) => line.startsWith('traces_span_metrics_calls_total{'));
    if (isDone(calls) || Date.now() > deadline) return calls;
  }
}

function totalOf(lines: readonly string[], span: string): number {
  const counts = lines.filter((line) => line.includes(`span_name="${span}"`));
  return counts.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
}

collectorTest(
  'load-balancer.yaml sends all of a trace to the same gateway, and traces to all of them',
  async () => {
    const certificates = createCertificates();
    onTestFinished(() => certificates.remove());
    const { certificate, key } = certificates.server;
    const backends = [await startBackend(), await startBackend()];
    const ports: number[] = [];
    for (const backend of backends) {
      const port = await freePort();
      ports.push(port);
      await startConfigured(['gateway', 'tail-sampling', 'behind-load-balancer'], {
        ...(await collectorVariables(backend.url)),
        GRPC_ADDRESS: `127.0.0.1:${port}`,
        CERT_FILE: certificate,
        KEY_FILE: key,
        DECISION_WAIT: '2s',
        KEEP_PERCENT: '100',
      });
    }
    const variables = await collectorVariables('');
    // A name with both of their addresses would need a DNS.
    const hostnames = ports.map((port) => `"127.0.0.1:${port}"`).join(', ');
    const resolver = `{dns: null, static: {hostnames: [${hostnames}]}}`;
    const balancer = { ...variables, GATEWAYS: 'localhost', CA_FILE: certificate };
    await startConfigured(['load-balancer'], balancer, [
      `exporters: {load_balancing: {resolver: ${resolver}}}`,
    ]);
    const caller = await ordersTo(variables.OTLP_ADDRESS);
    const called = await ordersTo(variables.OTLP_ADDRESS);
    const traceIds = Array.from({ length: 24 }, (_, index) => `${index + 10}`.repeat(16));

    for (const traceId of traceIds) {
      const headers = { traceparent: `00-${traceId}-00f067aa0ba902b7-01` };
      await caller.call({ headers });
      await called.call({ headers });
    }

    // Two of each trace and function, and both have an `init`.
    const all = () => backends.reduce((sum, { spans }) => sum + spans().length, 0);
    await Promise.any(backends.map((backend) => backend.waitForSpans(() => all() === 98, soon())));
    const tracesAt = backends.map(({ spans }) => new Set(spans().map(({ traceId }) => traceId)));
    expect(tracesAt.flatMap((traces) => [...traces]).sort()).toEqual(traceIds);
    expect(Math.min(...tracesAt.map(({ size }) => size))).toBeGreaterThan(0);
  },
);
