import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Collector, startCollector } from '../../../harness/collector/collector.ts';
import { patience } from '../../patience.ts';

/** A plain script, which prints by all methods of Node.js's own console. */
const script = `
  const { traceLambda } = require(process.env.ANTIFREEZE);
  function where() {
    console.trace('at %s', 'here');
  }
  const handler = traceLambda(async () => {
    for (const method of ['debug', 'log', 'info', 'warn', 'error']) console[method]('by %s', method);
    where();
    console.trace();
    console.assert(1 > 2, 'greater');
    console.assert(2 > 1, 'never');
    console.count('calls');
    console.dir({ a: 1 });
    console.group('group');
    console.info('within');
    console.groupEnd();
    console.table([{ a: 1 }]);
    console.error('Trace: by hand');
    console.error(new TypeError('failed'));
  });
  handler({}, { awsRequestId: 'a' });`;

let collector: Collector;
beforeAll(async () => {
  collector = await startCollector();
});
afterAll(() => collector.close());

/** What it prints. */
function run(environment: Record<string, string>) {
  return promisify(execFile)(process.execPath, ['-e', script], {
    env: {
      ANTIFREEZE: resolve('dist/cjs/index.js'),
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      ANTIFREEZE_FLUSH: 'before-response',
      ...patience,
      OTEL_LOGS_EXPORTER: 'otlp',
      ...environment,
    },
  });
}

test('outside of Lambda all is printed as without, also the places in stack traces', async () => {
  const without = await run({});
  const captured = await run({ ANTIFREEZE_CAPTURE_CONSOLE: 'true' });

  expect(captured).toEqual(without);
  expect(without.stderr).toContain('Trace: at here\n    at where ([eval]:');
});

test('outside of Lambda each line is one record, also where one method prints by another', async () => {
  collector.clear();
  await run({ ANTIFREEZE_CAPTURE_CONSOLE: 'true' });

  const records = collector
    .logs()
    .map(({ body, severityText }) => [severityText, String(body).split('\n')[0]]);
  expect(records).toEqual([
    ['DEBUG', 'by debug'],
    ['INFO', 'by log'],
    ['INFO', 'by info'],
    ['WARN', 'by warn'],
    ['ERROR', 'by error'],
    ['TRACE', 'Trace: at here'],
    ['TRACE', 'Trace'],
    ['WARN', 'Assertion failed: greater'],
    ['INFO', 'calls: 1'],
    ['INFO', 'group'],
    ['INFO', 'within'],
    ['INFO', expect.stringMatching(/^┌/)],
    ['ERROR', 'Trace: by hand'],
    ['ERROR', 'TypeError: failed'],
  ]);
});

test('records are of what was written, without the fields that lines get', async () => {
  collector.clear();
  const { stdout } = await run({
    ANTIFREEZE_CAPTURE_CONSOLE: 'true',
    ANTIFREEZE_TRACE_FIELDS: 'true',
  });

  const bodies = collector.logs().map(({ body }) => String(body));
  expect(stdout).toMatch(/by info trace_id=\w{32} /);
  expect(bodies.join()).not.toContain('trace_id');
  expect(bodies).toContain('by info');
});
