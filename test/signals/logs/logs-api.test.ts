import { logs } from '@opentelemetry/api';
import {
  InMemoryLogRecordExporter,
  LoggerProvider,
  SimpleLogRecordProcessor,
} from '@opentelemetry/sdk-logs';
import { afterEach, expect, test } from 'vitest';
import {
  prepareLoggers,
  type Registered,
  takeLoggers,
} from '../../../src/signals/logs/logs-api.ts';

const olderKey = Symbol.for('io.opentelemetry.js.api.logs');
const older = globalThis as { [olderKey]?: ((version: number) => unknown) | undefined };

afterEach(() => {
  delete older[olderKey];
});

function recording() {
  const exporter = new InMemoryLogRecordExporter();
  const provider = new LoggerProvider({ processors: [new SimpleLogRecordProcessor({ exporter })] });
  return { provider, bodies: () => exporter.getFinishedLogRecords().map(({ body }) => body) };
}

test('a logger that was made before the provider is known passes on what it is given from then on', () => {
  const registered: Registered = {};
  const { provider, bodies } = recording();
  prepareLoggers(registered);
  const logger = registered.logs?.getLogger('early', '1');

  logger?.emit({ body: 'too early' });
  const before = logger?.enabled();
  takeLoggers(registered, provider);
  logger?.emit({ body: 'in time' });

  expect([before, logger?.enabled()]).toEqual([false, true]);
  expect(bodies()).toEqual(['in time']);
});

test("a provider of the user's own keeps its loggers", () => {
  const own = recording();
  const registered: Registered = { logs: own.provider };
  const ours = recording();

  takeLoggers(registered, ours.provider);
  registered.logs?.getLogger('a').emit({ body: 'theirs' });

  expect([own.bodies(), ours.bodies()]).toEqual([['theirs'], []]);
});

test('copies of the older package find the same loggers, unless they have their own', () => {
  const { provider } = recording();
  const registered: Registered = {};

  takeLoggers(registered, provider);
  const found = older[olderKey]?.(1);
  const theirs = () => 'theirs';
  older[olderKey] = theirs;
  prepareLoggers(registered);

  expect(found).toBe(registered.logs);
  expect(older[olderKey]).toBe(theirs);
});

test('the API itself is left alone', () => {
  const { provider } = recording();

  takeLoggers({}, provider);

  expect(logs.getLoggerProvider()).not.toBe(provider);
});
