import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Readable } from 'node:stream';

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
}

export interface ExitStatus {
  readonly exitCode: number | null;
  readonly signal: string | null;
}

/** A process that leads a group of its own, so that signals reach all its descendants and not us. */
export interface ProcessGroup {
  readonly pid: number;
  /** `performance.now()` just before the start. */
  readonly spawnedAt: number;
  /** Settles when the process has ended and its output has been read. */
  readonly exited: Promise<ExitStatus>;
  /** Does nothing when the group is gone. */
  signal(name: 'SIGSTOP' | 'SIGCONT' | 'SIGKILL'): void;
  /** SIGTERM, for its leader alone. */
  terminate(): void;
}

/** Starts a process group that dies with this process, and gives each line it writes to `onLine`. */
export function startProcessGroup(
  command: Command,
  onLine: (stream: 'stdout' | 'stderr', line: string) => void,
): ProcessGroup {
  const spawnedAt = performance.now();
  const child = spawn(command.file, command.args, {
    cwd: command.directory,
    env: command.environment,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`cannot start ${command.file}`);
  readLines(child.stdout, (line) => onLine('stdout', line));
  readLines(child.stderr, (line) => onLine('stderr', line));
  const signal: ProcessGroup['signal'] = (name) => send(-pid, name);
  const unguard = killWithThisProcess(() => signal('SIGKILL'));
  return {
    pid,
    spawnedAt,
    exited: watchExit(child, signal).finally(unguard),
    signal,
    terminate: () => send(pid, 'SIGTERM'),
  };
}

/** The state letter of a process as in proc(5): `T` is stopped; undefined when there is none. */
export function processState(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2)[0];
  } catch {
    return undefined;
  }
}

async function watchExit(child: ChildProcess, signal: ProcessGroup['signal']): Promise<ExitStatus> {
  const closed = once(child, 'close');
  await once(child, 'exit');
  // What the process started would hold its output open.
  signal('SIGKILL');
  await closed;
  return { exitCode: child.exitCode, signal: child.signalCode };
}

function send(pid: number, name: string): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

// Not node:readline, to which the carriage returns inside the runtime's log records are line ends.
function readLines(stream: Readable, onLine: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  });
  stream.on('end', () => {
    if (rest !== '') onLine(rest);
  });
}

function killWithThisProcess(kill: () => void): () => void {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const onSignal = (name: NodeJS.Signals) => {
    kill();
    unguard();
    process.kill(process.pid, name);
  };
  const unguard = () => {
    process.off('exit', kill);
    for (const name of signals) process.off(name, onSignal);
  };
  process.on('exit', kill);
  for (const name of signals) process.on(name, onSignal);
  return unguard;
}
