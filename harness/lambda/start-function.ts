import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Environment, frozenOrGone, shutDown, takeNoMore } from './environment.ts';
import type { FunctionSettings } from './function-settings.ts';
import type { Invocation, InvokeOptions } from './invocation.ts';
import {
  enqueue,
  type LogLine,
  openEnvironment,
  type Platform,
  runtimeApiListener,
} from './platform.ts';
import { newInvocation, type RuntimeError } from './running-invocation.ts';
import { startRuntimeApi } from './runtime-api.ts';
import { runtimes } from './runtimes.ts';

/** Resident memory of the runtime process, in bytes: now, and at its highest. */
export interface Memory {
  readonly residentBytes: number;
  readonly peakResidentBytes: number;
}

/** A function on the platform, with at most one environment at a time. */
export interface LambdaFunction {
  /** Settles when the caller would have its answer; waits its turn while the environment is busy. */
  invoke(event: unknown, options?: InvokeOptions): Promise<Invocation>;
  /** Settles when the environment is frozen, or gone. */
  frozen(): Promise<void>;
  /** SIGKILL to whatever runs, as when Lambda drops a frozen environment; settles when it is gone. */
  kill(): Promise<void>;
  /** As when Lambda has no use for the environment any more; settles when it is gone. */
  shutDown(): Promise<void>;
  memory(): Memory;
  /** Kills what runs, and frees the port and the temporary folder. */
  close(): Promise<void>;
  /** Milliseconds from the start of the process to its first `next`; undefined when initialisation failed. */
  readonly initDuration: number | undefined;
  /** What the runtime said about the failed initialisation of the first environment, or how it ended. */
  readonly initError: RuntimeError | undefined;
  /** The exit code of the last environment that ended; null when a signal ended it. */
  readonly exitCode: number | null | undefined;
  /** The signal that ended it, if one did. */
  readonly exitSignal: string | null | undefined;
  /** What the function wrote, over all of its environments. */
  readonly logs: readonly LogLine[];
  /** The process that runs now, which leads its group. */
  readonly pid: number | undefined;
  /** How many processes have run: one, and one more for each that ended. */
  readonly environmentsStarted: number;
  /** `TMPDIR` of every environment: Lambda's /tmp. */
  readonly temporaryDirectory: string;
}

/** Starts a function and settles when its environment is initialised, or failed to be. */
export async function startFunction(settings: FunctionSettings): Promise<LambdaFunction> {
  const runtime = runtimes[settings.runtime ?? 'nodejs24.x'];
  const platform: Platform = {
    settings,
    runtime,
    temporaryDirectory: mkdtempSync(join(realpathSync(tmpdir()), 'lambda-tmp-')),
    logs: [],
    queue: [],
    running: new Map(),
    openPostings: new Set(),
    runtimeApiAddress: '',
    environment: undefined,
    environmentsStarted: 0,
    lastExit: undefined,
    closed: false,
  };
  const api = await startRuntimeApi(runtimeApiListener(platform));
  platform.runtimeApiAddress = api.address;
  const first = openEnvironment(platform);
  await first.initialised.promise;
  return {
    invoke: (event, options = {}) => invoke(platform, event, options),
    frozen: () => frozen(platform),
    kill: () => end(platform, ({ group }) => group.signal('SIGKILL')),
    shutDown: () => end(platform, shutDown),
    memory: () => memory(platform),
    close: async () => {
      platform.closed = true;
      await end(platform, ({ group }) => group.signal('SIGKILL'));
      await api.close();
      rmSync(platform.temporaryDirectory, { recursive: true, force: true });
    },
    initDuration: first.initMs,
    initError: first.initError,
    get exitCode() {
      return platform.lastExit?.exitCode;
    },
    get exitSignal() {
      return platform.lastExit?.signal;
    },
    logs: platform.logs,
    get pid() {
      return platform.environment?.group.pid;
    },
    get environmentsStarted() {
      return platform.environmentsStarted;
    },
    temporaryDirectory: platform.temporaryDirectory,
  };
}

function invoke(platform: Platform, event: unknown, options: InvokeOptions): Promise<Invocation> {
  if (platform.closed) throw new Error('the function is closed');
  const invocation = newInvocation(event, options);
  enqueue(platform, invocation);
  return invocation.caller.promise;
}

async function frozen({ environment }: Platform): Promise<void> {
  if (environment !== undefined) await frozenOrGone(environment);
}

async function end(
  { environment }: Platform,
  how: (environment: Environment) => void | Promise<void>,
): Promise<void> {
  if (environment === undefined) return;
  // An event that comes now is for the next environment.
  takeNoMore(environment);
  await how(environment);
  await environment.gone.promise;
}

function memory({ environment }: Platform): Memory {
  if (environment === undefined) throw new Error('no environment runs');
  const status = readFileSync(`/proc/${environment.group.pid}/status`, 'latin1');
  const bytes = (field: string) =>
    Number(new RegExp(`^${field}:\\s*(\\d+) kB$`, 'm').exec(status)?.[1]) * 1_024;
  return { residentBytes: bytes('VmRSS'), peakResidentBytes: bytes('VmHWM') };
}
