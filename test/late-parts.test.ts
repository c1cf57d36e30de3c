import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { readEvent } from './aws/triggers/events.ts';

/** The texts of late parts, as they stand in what is built. */
const texts = /(["'`])\(function\(shared\)(?:(?!\1)[^\\]|\\.)*\1/gs;

/** Runs in a process of its own; prints which parts had been compiled after the set-up and after an invocation. */
const program = `
  const vm = process.getBuiltinModule('node:vm');
  const { runInThisContext } = vm;
  const compiled = [];
  vm.runInThisContext = (text, options) => {
    compiled.push(options.filename);
    return runInThisContext(text, options);
  };
  const { traceLambda } = require(process.argv[1]);
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

function compiledFor(
  event: string,
  environment: Record<string, string> = {},
  flags: readonly string[] = [],
): Compiled {
  const printed = execFileSync(
    process.execPath,
    [...flags, '-e', program, resolve('dist/cjs/index.js')],
    {
      encoding: 'utf8',
      env: {
        EVENT: JSON.stringify(readEvent(event)),
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1',
        ...environment,
      },
    },
  );
  return JSON.parse(printed);
}

test.each([
  ['dist/esm/index.js', 75],
  ['dist/cjs/index.js', 75],
  ['dist/esm/gcp.js', 85],
])('%s holds at most %d kB that a cold start parses', (file, most) => {
  const early = readFileSync(file, 'utf8').replace(texts, '');

  expect(early.length).toBeGreaterThan(40_000);
  expect(early.length / 1_000).toBeLessThan(most);
});

test('a request needs nothing but the sender, after the response', () => {
  expect(compiledFor('api-gateway-http/full')).toEqual({
    atStart: [],
    later: ['antifreeze/export/create-sender.js'],
  });
});

test.each([
  { event: 'sqs/batch', part: 'aws/batches' },
  { event: 'eventbridge/custom', part: 'aws/triggers/others' },
])('$event is recognised by what is compiled for it', ({ event, part }) => {
  expect(compiledFor(event).later).toContain(`antifreeze/${part}.js`);
});

test('a function that calls out has what traces calls', () => {
  const { later } = compiledFor('api-gateway-http/full', { CALLS: 'yes' });

  expect(later).toContain('antifreeze/instrumentation/http-listeners.js');
});

test('a setting that few have is read by what is compiled for it', () => {
  const { atStart } = compiledFor('api-gateway-http/full', { OTEL_BSP_MAX_QUEUE_SIZE: '9' });

  expect(atStart).toEqual(['antifreeze/config/read-all-settings.js']);
});

test('parts are compiled also where code from strings is forbidden', () => {
  const { later } = compiledFor('sqs/batch', {}, ['--disallow-code-generation-from-strings']);

  expect(later).toContain('antifreeze/export/create-sender.js');
});
