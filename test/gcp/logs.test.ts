import { afterEach, expect, test } from 'vitest';
import type { ServingProcess } from '../../harness/gcp/serving-process.ts';
import { call } from './start-framework.ts';
import { useProject } from './use-project.ts';
import { serve } from './variants.ts';

const fixture = useProject();
let server: ServingProcess;

afterEach(() => server.stop());

test.each(['by hand', 'by hand, ES module', 'preloaded'] as const)(
  'log records are out when the client has all of the answer, of a function traced %s',
  async (variant) => {
    server = await serve(fixture.project, variant, {
      source: 'logs.cjs',
      target: 'logs',
      environment: {
        OTEL_EXPORTER_OTLP_ENDPOINT: fixture.collector.url,
        OTEL_LOGS_EXPORTER: 'otlp',
        ANTIFREEZE_CAPTURE_CONSOLE: 'true',
      },
    });

    await call(server.port);
    process.kill(server.pid, 'SIGSTOP');

    const [root] = fixture.collector.spans();
    // The framework writes lines as it starts.
    const ofInvocation = fixture.collector.logs().filter((log) => log.traceId);
    const logs = ofInvocation.map(({ body, severity, attributes, traceId, spanId }) => {
      const [text] = String(body).split('\n');
      return { body: text, severity, order: attributes['order'], traceId, spanId };
    });
    const { traceId, spanId } = root ?? {};
    expect(logs).toEqual([
      { body: 'a line of Cloud Logging', severity: 13, order: 7, traceId, spanId },
      { body: 'Trace: from here', severity: 1, order: undefined, traceId, spanId },
      { body: 'a record', severity: 0, order: undefined, traceId, spanId },
    ]);
    const lines = server.lines();
    // Where it was called from, and nothing of ours before.
    expect(lines[lines.indexOf('Trace: from here') + 1]).toMatch(/ at .*logs\.cjs:/);
    expect(server.lines().filter((line) => line.includes('Cloud Logging'))).toHaveLength(1);
  },
);
