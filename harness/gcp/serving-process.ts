import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { freePort } from '../free-port.ts';

export interface ServingOptions {
  /** The Node.js that runs it: this one unless told. */
  readonly node?: string;
  /** Arguments of Node.js. */
  readonly args: readonly string[];
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
  /** What the process prints when it takes requests. */
  readonly ready: string;
}

/** A server in a process of its own. */
export interface ServingProcess {
  readonly pid: number;
  readonly port: number;
  /** What it has printed. */
  lines(): readonly string[];
  /** The exit code, or the signal that ended it. */
  readonly exited: Promise<number | NodeJS.Signals>;
  stop(): Promise<void>;
}

/** Starts a process that listens on `PORT`, and waits until it takes requests. */
export async function startServing(options: ServingOptions): Promise<ServingProcess> {
  try {
    return await start(options);
  } catch (error) {
    // Somebody else has taken the port in the meantime.
    if (String(error).includes('EADDRINUSE')) return await startServing(options);
    throw error;
  }
}

async function start(options: ServingOptions): Promise<ServingProcess> {
  const port = await freePort();
  const child = spawn(options.node ?? process.execPath, options.args, {
    cwd: options.directory,
    env: {
      PATH: process.env['PATH'],
      PORT: String(port),
      // Nobody is there.
      GCE_METADATA_HOST: '127.0.0.1:1',
      ...options.environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  // When all that it has printed has arrived, too.
  const exited = once(child, 'close').then(
    ([code, signal]) => (code ?? signal) as number | NodeJS.Signals,
  );
  const deadline = Date.now() + 120_000;
  while (!output.includes(options.ready)) {
    if (child.exitCode !== null || Date.now() > deadline)
      throw new Error(`the server did not start: ${output}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return {
    pid: child.pid ?? 0,
    port,
    lines: () => output.split('\n'),
    exited,
    stop: async () => {
      process.off('exit', kill);
      kill();
      await exited;
    },
  };
}
