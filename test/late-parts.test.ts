import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { expect, test } from 'vitest';
import { readEvent } from './aws/triggers/events.ts';

const file = resolve('dist/cjs/index.js');

/** The texts of late parts, as they stand in what is built. */
const texts = /(?<=\b[\w$]+\("[\w/-]+",)(["'`])\\?["']use strict\\?["'];(?:(?!\1)[^\\]|\\.)*\1/gs;
/** Those that are packed. */
const packed = /(?<=\b[\w$]+\("[\w/-]+",)"[\w+/=]{1000,}"/g;

/** Runs in a process of its own; prints which parts had been compiled after the set-up and after an invocation. */
const program = `
  const compiled = [];
  const note = (body) => compiled.push(/sourceURL=(.*)$/.exec(body)[1]);
  globalThis.Function = new Proxy(Function, {
    construct(target, [parameter, body]) {
      note(body);
      return new target(parameter, body);
    },
  });
  const { traceLambda } = require(process.argv[1]);
  // One of several in a file, as many are.
  traceLambda(async () => {});
  const handler = traceLambda(async () => {
    // A request that nobody answers.
    if (process.env.CALLS) require('node:http').get('http://127.0.0.1:1').on('error', () => {});
  });
  const atStart = [...compiled];
  handler(JSON.parse(process.env.EVENT), {}).then(() =>
    console.log(JSON.stringify({ atStart, later: compiled.slice(atStart.length) })),
  );`;

interface Compiled {
  readonly atStart: readonly string[];
  readonly later: readonly string[];
}

function compiledFor(event: string, environment: Record<string, string> = {}): Compiled {
  const printed = execFileSync(process.execPath, ['-e', program, file], {
    encoding: 'utf8',
    env: {
      EVENT: JSON.stringify(readEvent(event)),
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1',
      ...environment,
    },
  });
  return JSON.parse(printed);
}

test.each([
  ['dist/esm/index.js', 82],
  ['dist/cjs/index.js', 82],
  ['dist/esm/gcp.js', 83],
])('%s holds at most %d kB that a cold start parses', (file, most) => {
  const early = readFileSync(file, 'utf8').replace(texts, '').replace(packed, '');

  expect(early.length).toBeGreaterThan(40_000);
  expect(early.length / 1_000).toBeLessThan(most);
});

test('a request needs nothing but the sender, after the response', () => {
  expect(compiledFor('api-gateway-http/custom-domain')).toEqual({
    atStart: [],
    later: [
      'antifreeze/export/create-flush.js',
      'antifreeze/export/http-client.js',
      // Nobody listens there.
      'antifreeze/export/transport-failures.js',
    ],
  });
});

test.each([
  { event: 'sqs/batch', part: 'aws/batches' },
  { event: 'eventbridge/custom', part: 'aws/triggers/others' },
  { event: 'api-gateway-http/full', part: 'propagation/baggage' },
])('$event is read by what is compiled for it', ({ event, part }) => {
  expect(compiledFor(event).later).toContain(`antifreeze/${part}.js`);
});

test('a function that calls out has what traces calls', () => {
  const { later } = compiledFor('api-gateway-http/full', { CALLS: 'yes' });

  expect(later).toContain('antifreeze/instrumentation/http-listeners.js');
});

test('a setting that few have is read by what is compiled for it', () => {
  const { atStart } = compiledFor('api-gateway-http/full', { OTEL_BSP_MAX_QUEUE_SIZE: '9' });

  expect(atStart).toEqual(['antifreeze/config/all-settings.js']);
});

test('a function with logs has what makes them as soon as it asks for them', () => {
  const { atStart } = compiledFor('api-gateway-http/full', { OTEL_LOGS_EXPORTER: 'otlp' });

  expect(atStart).toContain('antifreeze/signals/logs/create-logs.js');
});

test.each([
  { exporter: 'otlp', parts: ['signals/metrics/metering', 'config/all-settings'] },
  { exporter: 'none', parts: ['config/all-settings'] },
])('of metrics there is only what $exporter needs', ({ exporter, parts }) => {
  const { atStart } = compiledFor('api-gateway-http/full', { OTEL_METRICS_EXPORTER: exporter });

  expect(atStart).toEqual(parts.map((part) => `antifreeze/${part}.js`));
});

test('parts are compiled also where code from strings is forbidden', () => {
  const flags = ['--disallow-code-generation-from-strings'];
  const printed = execFileSync(process.execPath, [...flags, '-e', program, file], {
    encoding: 'utf8',
    env: { EVENT: JSON.stringify(readEvent('sqs/batch')), OTEL_TRACES_EXPORTER: 'console' },
  });

  expect(printed).toContain("name: 'process orders'");
});

test('parts have the globals of the code around them, of which some test runners have their own', () => {
  const { module, ...globals } = { module: { exports: {} }, process, console, URL, Buffer };
  const sandbox = createContext({ ...globals, module, exports: module.exports });
  runInContext(readFileSync(file, 'utf8'), sandbox);
  const result = runInContext(
    "module.exports.traceRecords({ Records: [{ eventSource: 'aws:sqs' }] }, () => {}) instanceof Promise",
    sandbox,
  );

  expect(result).toBe(true);
});
