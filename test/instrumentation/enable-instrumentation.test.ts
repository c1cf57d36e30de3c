import { trace } from '@opentelemetry/api';
import { PgInstrumentation } from '@opentelemetry/instrumentation-pg';
import {
  InMemorySpanExporter,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { Client } from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { enableInstrumentation } from '../../src/instrumentation/enable-instrumentation.ts';
import { startPostgres } from '../runtime/functions/forms/postgres-server.ts';

test('a package that is loaded already is instrumented, with a provider that is not the global one', async () => {
  const postgres = await startPostgres();
  onTestFinished(postgres.close);
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });

  enableInstrumentation(new PgInstrumentation(), provider);
  const client = new Client({ connectionString: postgres.url });
  await client.connect();
  const { rows } = await client.query('SELECT total FROM orders');
  await client.end();

  expect(rows).toEqual([{ total: '42' }]);
  expect(postgres.queries).toEqual(['SELECT total FROM orders']);
  expect(exporter.getFinishedSpans().map(({ name }) => name)).toEqual([
    'pg.connect',
    'pg.query:SELECT shop',
  ]);
  expect(trace.getTracer('global').startSpan('none').isRecording()).toBe(false);
});

test('an instrumentation that names no packages is enabled with the provider', () => {
  const provider = new TracerProvider();
  const done: unknown[] = [];

  enableInstrumentation(
    {
      setTracerProvider: (given) => void done.push(given),
      enable: () => void done.push('enabled'),
    },
    provider,
  );

  expect(done).toEqual([provider, 'enabled']);
});
