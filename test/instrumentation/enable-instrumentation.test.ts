import { trace } from '@opentelemetry/api';
import { PgInstrumentation } from '@opentelemetry/instrumentation-pg';
import {
  InMemorySpanExporter,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { Client } from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { enableInstrumentations } from '../../src/instrumentation/enable-instrumentation.ts';
import { startPostgres } from '../runtime/functions/forms/postgres-server.ts';

test('a package that is loaded already is instrumented, with a provider that is not the global one', async () => {
  const postgres = await startPostgres();
  onTestFinished(postgres.close);
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });

  enableInstrumentations([new PgInstrumentation()], { provider, loggerProvider: undefined }, []);
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

/** Notes what is done to it. */
function noting(instrumentationName: string, done: unknown[]) {
  return {
    instrumentationName,
    setTracerProvider: (given: unknown) => void done.push(given),
    enable: () => void done.push(`${instrumentationName} enabled`),
    disable: () => void done.push(`${instrumentationName} disabled`),
  };
}

test('lists within lists are taken apart, and what is covered already is disabled', () => {
  const provider = new TracerProvider();
  const done: unknown[] = [];

  const lists = [noting('a', done), [noting('b', done), [noting('c', done)]]];
  enableInstrumentations(lists, { provider, loggerProvider: undefined }, ['b']);

  expect(done).toEqual([provider, 'a enabled', 'b disabled', provider, 'c enabled']);
});

test('one that fails does not keep the next from being enabled', () => {
  const done: unknown[] = [];
  const failing = {
    ...noting('a', done),
    enable: () => {
      throw new Error('not today');
    },
  };

  const provider = new TracerProvider();
  enableInstrumentations([failing, noting('b', done)], { provider, loggerProvider: undefined }, []);

  expect(done).toContain('b enabled');
});
