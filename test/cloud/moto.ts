import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { installTool } from './python-tool.ts';

/** A running stand-in for AWS's own services. */
export interface Moto {
  readonly endpoint: string;
  stop(): Promise<void>;
}

/** Starts moto on a free local port. Undefined where it can't be had: see `installTool`. */
export async function startMoto(): Promise<Moto | undefined> {
  const programs = await installTool('moto', 'moto[server]==5.2.1');
  return programs === undefined ? undefined : serve(join(programs, 'python'));
}

const script = 'test/cloud/moto_server.py';

async function serve(program: string): Promise<Moto> {
  const server = spawn(program, [script, '-H', '127.0.0.1', '-p', '0'], {
    // Policies that AWS brings, such as the one that lets a function write its log.
    env: { ...process.env, MOTO_IAM_LOAD_MANAGED_POLICIES: 'true' },
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
