import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestOptions, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JsonTraceSerializer } from '@opentelemetry/otlp-transformer';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sampleSpans } from '../harness/collector/sample-spans.ts';

let folder: string;
const started: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'view-'));
});
afterEach(async () => {
  for (const child of started.splice(0)) await stop(child);
  rmSync(folder, { recursive: true });
});

test('spans that are sent to it are printed as a waterfall', async () => {
  const { endpoint, output, child } = await view('--terminal');

  await send(endpoint);

  await expect.poll(output).toMatch(/^trace [0-9a-f]{32} {2}2 spans/m);
  expect(output()).toContain('save order client');
  await stop(child);
  expect(child.exitCode).toBe(0);
});

test('a file of OTLP JSON is opened with it', async () => {
  const file = join(folder, 'trace.json');
  writeFileSync(file, body());

  const { output } = await view('--terminal', file);

  await expect.poll(output).toContain('save order client');
});

test('what came is in the file of the next run, on disk and with its limits', async () => {
  const file = join(folder, 'kept.db');
  const first = await view('--terminal', '--db', file);
  await send(first.endpoint);
  await stop(first.child);

  const second = await view('--terminal', '--db', file);
  await expect.poll(second.output).toContain('save order client');
  await stop(second.child);
  const third = await view('--terminal', '--db', file, '--retain', '1');

  expect(first.output() + second.output()).not.toContain('Warning');
  await stop(third.child);
  expect(third.output()).not.toContain('save order');
  expect(statSync(file).size).toBeGreaterThan(0);
});

test('a file that is none of its own is left as it is', async () => {
  const file = join(folder, 'notes.txt');
  writeFileSync(file, 'my notes\n'.repeat(1000));
  const size = statSync(file).size;

  const child = start(['--terminal', '--port', '0', '--db', file]);
  const errors = textOf(child);
  const [code] = await once(child, 'close');

  expect(code).toBe(1);
  expect(errors()).toMatch(/notes\.txt can't be used: file is not a database\./);
  expect(statSync(file).size).toBe(size);
  expect(existsSync(`${file}-wal`)).toBe(false);
});

test('a port that is taken is told, with what to do', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  const child = start(['--port', String(port)]);
  const errors = textOf(child);
  const [code] = await once(child, 'close');

  server.close();
  expect(code).toBe(1);
  expect(errors()).toContain(`Port ${port} is taken`);
  expect(errors()).toContain('--port');
});

test('a full disk refuses what comes, in words, and goes on when there is room', async () => {
  const file = join(folder, 'kept.db');
  // The kernel lets no file of this process grow above so many blocks of a kilobyte.
  const child = start(
    ['--terminal', '--port', '0', '--db', file],
    ['sh', '-c', 'trap \'\' XFSZ; ulimit -f 200; exec "$@"', 'sh'],
  );
  const output = textOf(child);
  await expect.poll(output).toContain('Ctrl-C ends it.');
  const endpoint = /received at (\S+)/.exec(output())?.[1] ?? '';

  const statuses: number[] = [];
  for (let n = 0; n < 60 && !statuses.includes(503); n += 1)
    statuses.push((await send(endpoint, '/v1/traces', padded(n))).status);
  const answer = await send(endpoint, '/v1/traces', padded(99));

  expect(statuses.at(-1)).toBe(503);
  expect(statuses[0]).toBe(200);
  expect(await answer.text()).toMatch(/disk|full|large/i);
  expect(output()).toMatch(/What came can't be kept: /);
  expect(child.exitCode).toBeNull();
});

test('with --host others reach it by that address, and still no foreign name', async () => {
  const { endpoint } = await view('--terminal', '--host', '127.0.0.2');

  expect(endpoint).toMatch(/^http:\/\/127\.0\.0\.2:/);
  expect((await send(endpoint)).status).toBe(200);
  const foreign = { headers: { host: 'evil.example' } };
  expect(await statusOf(endpoint, foreign)).toBe(403);
});

test('--open has the system open the page', async () => {
  const opened = join(folder, 'opened');
  writeFileSync(join(folder, 'xdg-open'), `#!/bin/sh\nprintf %s "$1" > '${opened}'\n`, {
    mode: 0o755,
  });
  const path = `${folder}:${process.env['PATH']}`;

  const child = start(['--open', '--port', '0', '--ui-port', '0'], [], { PATH: path });
  const output = textOf(child);

  await expect.poll(() => existsSync(opened) && readFileSync(opened, 'utf8')).toMatch(/^http:/);
  expect(output()).toContain(readFileSync(opened, 'utf8'));
});

test("Jaeger's sampling protocol is answered from a share or from Jaeger's own file", async () => {
  const file = join(folder, 'strategies.json');
  const strategies = {
    default_strategy: { type: 'probabilistic', param: 0.5 },
    service_strategies: [{ service: 'orders', type: 'ratelimiting', param: 5 }],
  };
  writeFileSync(file, JSON.stringify(strategies));
  const share = await view('--terminal', '--sample', '0.25');
  const { endpoint } = await view('--terminal', '--sample', file);

  expect(await ask(`${share.endpoint}/sampling?service=orders`)).toEqual({
    strategyType: 'PROBABILISTIC',
    probabilisticSampling: { samplingRate: 0.25 },
  });
  expect(await ask(`${endpoint}/sampling?service=orders`)).toEqual({
    strategyType: 'RATE_LIMITING',
    rateLimitingSampling: { maxTracesPerSecond: 5 },
  });
  expect(await ask(`${endpoint}/sampling?service=other`)).toMatchObject({
    probabilisticSampling: { samplingRate: 0.5 },
  });
  expect((await fetch(`${endpoint}/sampling`)).status).toBe(400);
});

/** Runs the command, by another one if that is given. */
function start(
  args: readonly string[],
  by: readonly string[] = [],
  environment: NodeJS.ProcessEnv = {},
): ChildProcess {
  const [command = '', ...rest] = [...by, process.execPath, 'dist/esm/cli.js', 'view', ...args];
  const child = spawn(command, rest, { env: { ...process.env, ...environment } });
  started.push(child);
  return child;
}

async function view(...args: readonly string[]) {
  const child = start(['--port', '0', '--ui-port', '0', ...args]);
  const output = textOf(child);
  await expect.poll(output).toContain('Ctrl-C ends it.');
  const endpoint = /received at (\S+)/.exec(output())?.[1] ?? '';
  return { child, output, endpoint };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'close');
  child.kill('SIGINT');
  await closed;
}

function textOf(child: ChildProcess): () => string {
  let all = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      all += chunk;
    });
  }
  return () => all;
}

function body(): Buffer {
  return Buffer.from(JsonTraceSerializer.serializeRequest(sampleSpans()) ?? []);
}

async function send(endpoint: string, path = '/v1/traces', content = body()): Promise<Response> {
  const headers = { 'content-type': 'application/json' };
  return await fetch(endpoint + path, { method: 'POST', headers, body: new Uint8Array(content) });
}

/** Some ten kilobytes of spans that are no others'. */
function padded(number: number): Buffer {
  const spans = Array.from({ length: 20 }, (_, index) => ({
    traceId: `${number}`.padStart(32, '1'),
    spanId: `${index}`.padStart(16, '1'),
    name: 'x'.repeat(500),
  }));
  return Buffer.from(JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] }));
}

async function statusOf(endpoint: string, options: RequestOptions): Promise<number | undefined> {
  const call = request(`${endpoint}/v1/traces`, { ...options, method: 'POST', agent: false }).end();
  const [response] = (await once(call, 'response')) as [IncomingMessage];
  response.resume();
  return response.statusCode;
}

async function ask(url: string): Promise<unknown> {
  return await (await fetch(url)).json();
}
