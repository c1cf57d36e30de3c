import { spawn } from 'node:child_process';

export interface ProgramOptions {
  readonly program: string;
  readonly args: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Whether it takes requests, which may show in what it has printed; asked again until it does. */
  readonly isReady: (log: string) => boolean | Promise<boolean>;
}

/** A server of somebody else's, in a process of its own. */
export interface RunningProgram {
  /** What it has printed. */
  log(): string;
  stop(): Promise<void>;
}

const startDeadlineMs = 120_000;

/** Starts a program and waits until it is ready. Throws with what it has printed where it ends or takes too long. */
export async function runProgram(options: ProgramOptions): Promise<RunningProgram> {
  const { program, args, environment, isReady } = options;
  const child = spawn(program, args, {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  child.once('error', (error) => {
    output += error;
  });
  const closed = new Promise((resolve) => child.once('close', resolve));
  const stop = async () => {
    process.off('exit', kill);
    kill();
    await closed;
  };
  const deadline = Date.now() + startDeadlineMs;
  while (!(await isReady(output))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error(`${program} has not started:\n${output}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return { log: () => output, stop };
}
