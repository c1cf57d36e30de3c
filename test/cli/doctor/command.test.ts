import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const command = resolve('dist/esm/cli.js');
const elsewhere = mkdtempSync(join(tmpdir(), 'antifreeze-'));
afterAll(() => rmSync(elsewhere, { recursive: true }));

/** Runs the command as it is published, without any configuration of AWS's. */
function run(cwd: string, ...args: readonly string[]) {
  const env = { HOME: elsewhere, AWS_EC2_METADATA_DISABLED: 'true' };
  return new Promise<{ code: number; out: string; error: string }>((done) => {
    execFile(process.execPath, [command, ...args], { cwd, env }, (failure, out, error) =>
      done({ code: Number(failure?.code ?? 0), out, error }),
    );
  });
}

test('a project without the SDK is told what to install', async () => {
  const { code, out, error } = await run(elsewhere, 'doctor');

  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(error).toContain('npm install --save-dev @aws-sdk/client-lambda');
});

test('no region is told with what to do', async () => {
  const { code, error } = await run('.', 'doctor');

  expect(code).toBe(2);
  expect(error).toBe('No region is configured: say which with --region.\n');
});

test('no credentials are told by their name', async () => {
  const { code, error } = await run('.', 'doctor', '--region', 'eu-west-1');

  expect(code).toBe(2);
  expect(error).toContain("Functions in eu-west-1 can't be listed: ");
  expect(error).toContain('CredentialsProviderError');
});
