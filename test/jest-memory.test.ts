import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const files = 30;
/** Jest's own memory grows over the first ones. */
const warmUp = 10;
/** A copy of us is nearly one, with its realm. */
const mostGrowthMb = 5;

let project: string;

beforeAll(() => {
  project = mkdtempSync(join(realpathSync(tmpdir()), 'jest-memory-'));
  writeFileSync(join(project, 'package.json'), '{ "jest": { "testEnvironment": "node" } }');
  mkdirSync(join(project, 'node_modules'));
  symlinkSync(realpathSync('.'), join(project, 'node_modules/antifreeze'));
});
afterAll(() => rmSync(project, { recursive: true }));

const calling = `const call = () => fetch('http://127.0.0.1:9').catch(() => 'refused');`;

test.each([
  {
    platform: 'Lambda',
    source: `
      const { traceLambda } = require('antifreeze');
      const handler = traceLambda(call);
      test('a call', async () => {
        expect(await handler({}, { awsRequestId: '1', getRemainingTimeInMillis: () => 3000 })).toBe('refused');
      });`,
  },
  {
    platform: 'Google Cloud',
    source: `
      const { traceCloudEvent, traceServer } = require('antifreeze/gcp');
      const handler = traceCloudEvent(call);
      traceServer(require('node:http').createServer());
      test('a call', async () => {
        expect(await handler({ id: '1', type: 'test' })).toBe('refused');
      });`,
  },
])('unit tests of functions for $platform leave nothing in the memory of Jest', ({ source }) => {
  const folder = mkdtempSync(join(project, 'tests-'));
  for (let file = 0; file < files; file++)
    writeFileSync(join(folder, `${file}.test.js`), calling + source);

  const jest = realpathSync('node_modules/jest/bin/jest.js');
  const { stderr } = spawnSync(
    process.execPath,
    ['--expose-gc', jest, '--runInBand', '--logHeapUsage', '--testTimeout=60000', folder],
    {
      cwd: project,
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' },
    },
  );
  const heap = [...stderr.matchAll(/(\d+) MB heap size\)/g)].map(([, size]) => Number(size));

  expect(stderr).toContain(`${files} passed, ${files} total`);
  expect(heap).toHaveLength(files);
  // A realm may go some files later than it could.
  const [early, late] = [heap.slice(warmUp, warmUp + 5), heap.slice(-5)];
  expect(Math.min(...late) - Math.min(...early)).toBeLessThan(mostGrowthMb);
});
