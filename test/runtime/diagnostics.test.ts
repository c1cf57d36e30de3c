import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Collector, startCollector } from '../../harness/collector/collector.ts';
import { startFunction } from '../start-function.ts';

const directory = fileURLToPath(new URL('functions', import.meta.url));
let collector: Collector;

beforeAll(async () => {
  collector = await startCollector();
});
afterAll(() => collector.close());

/** What the function wrote over three invocations with a collector that does not answer well. */
async function linesOf(environment: Record<string, string>): Promise<string[]> {
  collector.behave({ status: 503 });
  const fn = await startFunction({
    directory,
    handler: 'spans.handler',
    environment: {
      OTEL_EXPORTER_OTLP_ENDPOINT: `${collector.url.replace('//', '//user:pa55word@')}`,
      OTEL_EXPORTER_OTLP_HEADERS: 'api-key=s3cret',
      ANTIFREEZE_FLUSH_TIMEOUT: '100',
      ...environment,
    },
  });
  for (let call = 0; call < 3; call++) {
    await fn.invoke({});
    await fn.frozen();
  }
  await fn.close();
  return fn.logs.map(({ text }) => text);
}

const about = (lines: string[], what: RegExp) => lines.filter((line) => what.test(line));

test('nothing is logged unless it is asked for', async () => {
  expect(about(await linesOf({}), /antifreeze/)).toEqual([]);
});

test('a problem that goes on is one line, without secrets', async () => {
  const lines = await linesOf({ OTEL_LOG_LEVEL: 'warn' });

  expect(about(lines, /antifreeze: spans could not be sent.*503/)).toHaveLength(1);
  expect(about(lines, /s3cret|pa55word/)).toEqual([]);
});

test('the debug level tells when spans are flushed, without secrets', async () => {
  const lines = await linesOf({ OTEL_LOG_LEVEL: 'debug' });

  expect(about(lines, /flushing after each response/)).toHaveLength(1);
  expect(about(lines, /s3cret|pa55word/)).toEqual([]);
});

test('a mistake in the configuration is one line at every start, and none when logging is off', async () => {
  const mistake = { OTEL_TRACES_SAMPLER: 'sometimes' };

  expect(about(await linesOf(mistake), /antifreeze: OTEL_TRACES_SAMPLER/)).toHaveLength(1);
  expect(about(await linesOf({ ...mistake, OTEL_LOG_LEVEL: 'none' }), /antifreeze/)).toEqual([]);
});
