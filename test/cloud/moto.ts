import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const run = promisify(execFile);
const environment = 'node_modules/.cache/moto';
const release = 'moto[server]==5.2.1';

/** A running stand-in for AWS's own services. */
export interface Moto {
  readonly endpoint: string;
  stop(): Promise<void>;
}

/**
 * Starts moto on a free local port, from a virtual environment that is made at the first time. Where it can't be had,
 * that is an error on CI; elsewhere it is said on standard error, and undefined is returned.
 */
export async function startMoto(): Promise<Moto | undefined> {
  try {
    await install();
  } catch (error) {
    const message = `moto can't be installed, which takes Python 3 with venv and pip: ${error}`;
    if (process.env['CI']) throw new Error(message, { cause: error });
    console.error(`\n*** SKIPPED: ${message} ***\n`);
    return undefined;
  }
  return serve();
}

async function install(): Promise<void> {
  const isDone = `${environment}/${release}`;
  if (existsSync(isDone)) return;
  await run('python3', ['-m', 'venv', '--clear', environment]);
  await run(`${environment}/bin/pip`, ['install', '--quiet', release]);
  writeFileSync(isDone, '');
}

async function serve(): Promise<Moto> {
  const server = spawn(`${environment}/bin/moto_server`, ['-H', '127.0.0.1', '-p', '0'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(server, 'exit');
  const lines: string[] = [];
  for await (const line of createInterface(server.stderr)) {
    lines.push(line);
    const [endpoint] = /http:\/\/127\.0\.0\.1:\d+/.exec(line) ?? [];
    if (!endpoint) continue;
    // Nobody reads the log of its requests.
    server.stderr.resume();
    return {
      endpoint,
      stop: async () => {
        server.kill();
        await ended;
      },
    };
  }
  throw new Error(`moto has not started:\n${lines.join('\n')}`);
}
