import { execFile } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { skipOutsideCi } from './skip-outside-ci.ts';

const run = promisify(execFile);
const puppet = await run('puppet', ['--version']).catch((error) =>
  skipOutsideCi("puppet is not installed (Debian's puppet-agent)", error),
);
const token = 'a-token-of-the-relay';

describe.skipIf(!puppet)('the Puppet module', () => {
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(join(realpathSync(tmpdir()), 'puppet-'));
    const module = join(directory, 'modules/antifreeze_collector');
    cpSync('deploy/puppet/antifreeze_collector', module, { recursive: true });
    cpSync('deploy/collector', join(module, 'files'), { recursive: true });
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  /** Applies the class, with its files in a folder of this name. Gives the exit code and what Puppet prints. */
  async function apply(name: string, changes: Record<string, string> = {}, ...options: string[]) {
    const { username, gid } = userInfo();
    mkdirSync(join(directory, name), { recursive: true });
    const parameters = {
      token: `Sensitive('${token}')`,
      backend_endpoint: "'https://backend.example.com'",
      configurations: "['gateway', 'tail-sampling']",
      variables: "{ 'KEEP_PERCENT' => '5' }",
      directory: `'${join(directory, name, 'otelcol')}'`,
      queue_directory: `'${join(directory, name, 'queue')}'`,
      owner: `'${username}'`,
      group: `'${gid}'`,
      // Neither is on this machine.
      program: "'/bin/true'",
      service: "''",
      ...changes,
    };
    const given = Object.entries(parameters).map(([key, value]) => `  ${key} => ${value},`);
    const manifest = join(directory, 'site.pp');
    writeFileSync(manifest, `class { 'antifreeze_collector':\n${given.join('\n')}\n}\n`);
    const { code, stdout, stderr } = await run('puppet', [
      'apply',
      '--detailed-exitcodes',
      '--show_diff',
      '--color=false',
      `--modulepath=${join(directory, 'modules')}`,
      `--confdir=${join(directory, 'conf')}`,
      `--vardir=${join(directory, 'var')}`,
      ...options,
      manifest,
    ]).then(
      (result) => ({ code: 0, ...result }),
      (error: { code: number; stdout: string; stderr: string }) => error,
    );
    return { code, output: `${stdout}${stderr}` };
  }

  test('changes nothing when it is only asked, and nothing in a second run', async () => {
    const asked = await apply('first', {}, '--noop');
    const isUntouched = !existsSync(join(directory, 'first/otelcol'));
    const first = await apply('first');
    const second = await apply('first');

    // 2 is for changes that were made, 0 for none.
    expect([asked.code, isUntouched, first.code, second.code]).toEqual([0, true, 2, 0]);
    expect(asked.output).toContain('noop');
    expect([asked, first, second].map(({ output }) => output).join()).not.toContain(token);
  });

  test('puts token, configurations and variables where the Collector reads them', async () => {
    await apply('files', { configurations: "['gateway', 'logs', 'metrics']" });

    const read = (name: string) => readFileSync(join(directory, 'files/otelcol', name), 'utf8');
    const at = (name: string) => join(directory, 'files', name);
    expect(read('token')).toBe(token);
    expect(statSync(at('otelcol/token')).mode & 0o777).toBe(0o600);
    expect(read('gateway.yaml')).toBe(readFileSync('deploy/collector/gateway.yaml', 'utf8'));
    for (const name of ['logs.yaml', 'metrics.yaml'])
      expect(read(name)).toBe(readFileSync(`deploy/collector/${name}`, 'utf8'));
    expect(read('otelcol-contrib.conf').split('\n')).toEqual([
      '# Managed by Puppet.',
      `OTELCOL_OPTIONS="${['gateway', 'logs', 'metrics'].map((name) => `--config=${at(`otelcol/${name}.yaml`)}`).join(' ')}"`,
      `TOKEN_FILE=${at('otelcol/token')}`,
      'BACKEND_ENDPOINT=https://backend.example.com',
      `QUEUE_DIRECTORY=${at('queue')}`,
      'KEEP_PERCENT=5',
      '',
    ]);
  });

  test('has the Collector check the configuration, and fails where it refuses it', async () => {
    const { code, output } = await apply('refused', { program: "'/bin/false'" });

    // 6 is for changes and failures.
    expect(code).toBe(6);
    expect(output).toContain('/bin/false validate --config=');
  });

  test.each([
    { what: 'a short token', changes: { token: "Sensitive('short')" } },
    { what: 'an endpoint that is no URL', changes: { backend_endpoint: "'collector'" } },
    { what: 'no configuration', changes: { configurations: '[]' } },
  ])('refuses $what', async ({ changes }) => {
    const { code, output } = await apply('mistakes', changes as Record<string, string>);

    expect(code).toBe(1);
    expect(output).toMatch(/parameter '\w+' (?:expects|index)|at least 16 characters/);
    expect(output).not.toContain('short');
  });
});
