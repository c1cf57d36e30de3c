import { afterEach, expect, test } from 'vitest';
import type { ServingProcess } from '../../harness/gcp/serving-process.ts';
import { call } from './start-framework.ts';
import { useProject } from './use-project.ts';
import { serve, type Variant } from './variants.ts';

const fixture = useProject();
let server: ServingProcess;

afterEach(async () => {
  await server.stop();
});

async function serveWith(variant: Variant, exporter: string): Promise<void> {
  server = await serve(fixture.project, variant, {
    source: 'metrics.cjs',
    target: 'fn',
    environment: {
      K_SERVICE: 'orders',
      OTEL_EXPORTER_OTLP_ENDPOINT: fixture.collector.url,
      OTEL_METRICS_EXPORTER: exporter,
    },
  });
}

test.each(['by hand, ES module', 'preloaded'] as const)(
  "the metrics of a function, and its own, are out when the client has the answer ('%s')",
  async (variant) => {
    await serveWith(variant, 'otlp');

    for (let count = 0; count < 3; count += 1) await call(server.port, { path: '/orders' });
    process.kill(server.pid, 'SIGSTOP');

    const sumOf = (name: string) =>
      fixture.collector
        .points()
        .filter(({ metric }) => metric === name)
        .reduce((sum, { value, count }) => sum + (count ?? value), 0);
    expect(sumOf('orders')).toBe(6);
    expect(sumOf('faas.invocations')).toBe(3);
    expect(sumOf('faas.invoke_duration')).toBe(3);
    expect(sumOf('http.server.request.duration')).toBe(3);
  },
);

test('lines for CloudWatch are refused with a warning, and nothing else changes', async () => {
  await serveWith('by hand, ES module', 'emf');

  const { body } = await call(server.port, { path: '/orders' });

  expect(body).toBe('done');
  expect(fixture.collector.spans()).toHaveLength(1);
  const lines = server.lines().filter((line) => /emf|_aws/.test(line));
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain('OTEL_METRICS_EXPORTER=emf is for CloudWatch');
});
