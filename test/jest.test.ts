import { spawnSync } from 'node:child_process';
import { cpSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { projectWithPackage } from './installed-package.ts';

const project = projectWithPackage();
afterAll(() => rmSync(project, { recursive: true, force: true }));

test('unit tests of traced handlers pass under Jest, which ends by itself, with no collector', () => {
  for (const name of ['@aws-sdk', 'aws-sdk-client-mock'])
    symlinkSync(realpathSync(`node_modules/${name}`), join(project, 'node_modules', name));
  cpSync('test/jest', project, { recursive: true });

  const jest = realpathSync('node_modules/jest/bin/jest.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [jest, '--json'], {
    cwd: project,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' },
    timeout: 60_000,
  });

  expect(JSON.parse(stdout)).toMatchObject({ numPassedTests: 5, numTotalTests: 5 });
  expect(stderr).not.toMatch(/did not exit/);
  expect(status).toBe(0);
});
