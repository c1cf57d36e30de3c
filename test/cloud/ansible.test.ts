import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { installTool } from './python-tool.ts';

const run = promisify(execFile);
const programs = await installTool('ansible', 'ansible-core==2.19.14');
const token = 'a-token-of-the-relay';

describe.skipIf(!programs)('the Ansible playbook', () => {
  let directory: string;
  let variables: Record<string, unknown>;
  let checked: string;
  let untouchedByCheck: boolean;
  let first: string;
  let second: string;
  beforeAll(async () => {
    directory = mkdtempSync(join(realpathSync(tmpdir()), 'ansible-'));
    writeFileSync(file('vault-password'), 'open sesame');
    writeFileSync(file('vault.yml'), `antifreeze_collector_token: ${token}\n`);
    await run(
      join(programs ?? '', 'ansible-vault'),
      ['encrypt', '--vault-password-file', file('vault-password'), file('vault.yml')],
      { env: environment() },
    );
    const { username, gid } = userInfo();
    variables = {
      antifreeze_collector_directory: file('otelcol'),
      antifreeze_collector_owner: username,
      antifreeze_collector_group: String(gid),
      // Neither is on this machine.
      antifreeze_collector_service: '',
      antifreeze_collector_program: '',
      antifreeze_collector_exporters: {
        otlp_http: { endpoint: 'https://backend.example.com', headers: { 'api-key': 'a: "b" #c' } },
        'otlp_http/archive': { endpoint: 'https://archive.example.com' },
      },
    };
    checked = await play({}, '--check');
    untouchedByCheck = !existsSync(file('otelcol'));
    first = await play();
    second = await play();
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  function file(name: string): string {
    return join(directory, name);
  }

  function environment(): NodeJS.ProcessEnv {
    return {
      PATH: `${programs}:${process.env['PATH']}`,
      HOME: directory,
      LC_ALL: 'C.UTF-8',
      ANSIBLE_NOCOLOR: 'true',
      ANSIBLE_LOCALHOST_WARNING: 'false',
    };
  }

  /** What Ansible prints at the end of a run on this machine. */
  async function play(changes: object = {}, ...options: string[]): Promise<string> {
    writeFileSync(file('variables.json'), JSON.stringify({ ...variables, ...changes }));
    const localhost = {
      ansible_connection: 'local',
      ansible_python_interpreter: join(programs ?? '', 'python'),
    };
    const inventory = { collectors: { hosts: { localhost } } };
    writeFileSync(file('inventory.json'), JSON.stringify(inventory));
    const { stdout } = await run(
      join(programs ?? '', 'ansible-playbook'),
      [
        ...['--inventory', file('inventory.json')],
        ...['--vault-password-file', file('vault-password')],
        ...['--extra-vars', `@${file('vault.yml')}`, '--extra-vars', `@${file('variables.json')}`],
        ...['--diff', ...options],
        resolve('deploy/ansible/collector.yml'),
      ],
      { env: environment() },
    ).catch((error: { stdout: string }) => error);
    return stdout;
  }

  const changed = (output: string) => Number(/changed=(\d+)/.exec(output)?.[1]);

  test('changes nothing in check mode, and nothing in a second run', () => {
    expect([changed(checked), untouchedByCheck]).toEqual([3, true]);
    expect([changed(first), changed(second)]).toEqual([3, 0]);
    expect(first).toMatch(/failed=0/);
    expect(checked + first + second).not.toContain(token);
  });

  test('writes a configuration for the relay, and the token to a file that only the Collector reads', () => {
    const config = readFileSync(file('otelcol/config.yaml'), 'utf8');
    expect(config).not.toContain(token);
    expect(readFileSync(file('otelcol/relay-token'), 'utf8')).toBe(token);
    expect(statSync(file('otelcol/relay-token')).mode & 0o777).toBe(0o600);
    expect(parse(config)).toEqual({
      extensions: { bearertokenauth: { filename: file('otelcol/relay-token') } },
      receivers: {
        otlp: {
          protocols: {
            http: { endpoint: '0.0.0.0:4318', auth: { authenticator: 'bearertokenauth' } },
          },
        },
      },
      processors: {
        memory_limiter: {
          check_interval: '1s',
          limit_percentage: 75,
          spike_limit_percentage: 15,
        },
        batch: { send_batch_size: 8192, timeout: '2s' },
      },
      exporters: variables['antifreeze_collector_exporters'],
      service: {
        extensions: ['bearertokenauth'],
        pipelines: {
          traces: {
            receivers: ['otlp'],
            processors: ['memory_limiter', 'batch'],
            exporters: ['otlp_http', 'otlp_http/archive'],
          },
        },
      },
    });
  });

  test('speaks TLS where it is given a certificate, and takes an old token as well', async () => {
    await play({
      antifreeze_collector_directory: file('with-tls'),
      antifreeze_collector_old_token: 'an-old-token-of-the-relay',
      antifreeze_collector_certificate: '/etc/ssl/collector.pem',
      antifreeze_collector_key: '/etc/ssl/private/collector.key',
    });

    const config = parse(readFileSync(file('with-tls/config.yaml'), 'utf8'));
    const tokens = readFileSync(file('with-tls/relay-token'), 'utf8');
    expect(tokens).toBe(`${token}\nan-old-token-of-the-relay`);
    expect(config.receivers.otlp.protocols.http.tls).toEqual({
      cert_file: '/etc/ssl/collector.pem',
      key_file: '/etc/ssl/private/collector.key',
    });
  });

  test('takes log records and metrics where an exporter is named for them', async () => {
    await play({
      antifreeze_collector_directory: file('all-signals'),
      antifreeze_collector_traces: ['otlp_http'],
      antifreeze_collector_logs: ['otlp_http/archive'],
      antifreeze_collector_metrics: ['otlp_http', 'otlp_http/archive'],
    });

    const { pipelines } = parse(readFileSync(file('all-signals/config.yaml'), 'utf8')).service;
    const through = { receivers: ['otlp'], processors: ['memory_limiter', 'batch'] };
    expect(pipelines).toEqual({
      traces: { ...through, exporters: ['otlp_http'] },
      logs: { ...through, exporters: ['otlp_http/archive'] },
      metrics: { ...through, exporters: ['otlp_http', 'otlp_http/archive'] },
    });
  });

  test('has the Collector check a configuration before it is in place', async () => {
    const output = await play({
      antifreeze_collector_directory: file('refused'),
      antifreeze_collector_program: 'false',
    });

    expect(output).toContain('failed to validate');
    expect(existsSync(file('refused/config.yaml'))).toBe(false);
  });

  test.each([
    { what: 'without an exporter', changes: { antifreeze_collector_exporters: {} } },
    {
      what: 'with an exporter that is not there',
      changes: { antifreeze_collector_logs: ['file'] },
    },
    { what: 'with a short token', changes: { antifreeze_collector_token: 'short' } },
    { what: 'with half a certificate', changes: { antifreeze_collector_key: '/etc/ssl/x.key' } },
  ])('stops $what and says what is needed', async ({ changes }) => {
    const output = await play(changes);

    expect(output).toContain('antifreeze_collector_token needs at least 16 characters');
    expect(changed(output)).toBe(0);
  });
});
