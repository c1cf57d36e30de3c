import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import { type Deferred, deferred } from './deferred.ts';
import { createExtensions, type Extensions } from './extensions.ts';
import {
  type Command,
  type ProcessGroup,
  processState,
  startProcessGroup,
} from './process-group.ts';
import type { RuntimeError } from './running-invocation.ts';
import type { AnswerNext } from './runtime-api.ts';

/** One execution environment: one runtime process, from its start to its end. */
export interface Environment {
  readonly group: ProcessGroup;
  readonly extensions: Extensions;
  /** Settles when runtime and extensions have first asked for an event, or the runtime ends without. */
  readonly initialised: Deferred<void>;
  /** Settles when the process has ended and the platform has dealt with it. */
  readonly gone: Deferred<void>;
  /** Milliseconds from the start of the process to its first `next`, and that of its extensions; undefined until then. */
  initMs: number | undefined;
  initError: RuntimeError | undefined;
  initTimer: NodeJS.Timeout | undefined;
  initTimedOut: boolean;
  stopped: boolean;
  /** Whether it takes no more events, as it has ended or is about to. */
  ending: boolean;
  readonly freezeWaiters: (() => void)[];
  /** The requests for an event that are held open. */
  readonly waiting: AnswerNext[];
}

/** The time in which a process with a share of a processor gets it once, in milliseconds. */
const periodMs = 20;

export function startEnvironment(
  command: Command,
  initTimeoutMs: number,
  onLine: (stream: 'stdout' | 'stderr', line: string) => void,
): Environment {
  const environment: Environment = {
    group: startProcessGroup(command, onLine),
    extensions: createExtensions(),
    initialised: deferred(),
    gone: deferred(),
    initMs: undefined,
    initError: undefined,
    initTimer: undefined,
    initTimedOut: false,
    stopped: false,
    ending: false,
    freezeWaiters: [],
    waiting: [],
  };
  environment.initTimer = setTimeout(() => {
    environment.initTimedOut = true;
    environment.group.signal('SIGKILL');
  }, initTimeoutMs);
  return environment;
}

/** Lets the process run for a share of the time only, until it ends. What it does by itself, such as to wait, goes on. */
export async function throttle(environment: Environment, share: number): Promise<void> {
  const { group, gone } = environment;
  let isGone = false;
  void gone.promise.then(() => {
    isGone = true;
  });
  while (!isGone) {
    group.signal('SIGSTOP');
    await sleep(periodMs * (1 - share));
    if (!environment.stopped) group.signal('SIGCONT');
    await sleep(periodMs * share);
  }
}

/** Notes that everybody has asked for an event, which ends initialisation. */
export function endInit(environment: Environment, askedAt: number): void {
  clearTimeout(environment.initTimer);
  environment.initMs ??= askedAt - environment.group.spawnedAt;
  environment.initialised.resolve();
}

export function freeze(environment: Environment): void {
  environment.group.signal('SIGSTOP');
  environment.stopped = true;
  for (const wake of environment.freezeWaiters.splice(0)) wake();
}

export function thaw(environment: Environment): void {
  if (!environment.stopped) return;
  environment.group.signal('SIGCONT');
  environment.stopped = false;
}

/** What a runtime that is told of the end has left, in milliseconds, where all extensions are internal. */
const shutdownMs = 500;

/**
 * The shutdown phase, in which the process is thawed and asked to end, and killed where it hasn't in time; killed at once
 * where there is no extension (docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html).
 */
export async function shutDown(environment: Environment): Promise<void> {
  const { group, gone, extensions } = environment;
  if (!extensions.any) {
    group.signal('SIGKILL');
    return;
  }
  group.terminate();
  thaw(environment);
  const timer = setTimeout(() => group.signal('SIGKILL'), shutdownMs);
  await gone.promise;
  clearTimeout(timer);
}

/** Waits until the process is stopped, and all that it wrote before has been read; or until it is gone. */
export async function frozenOrGone(environment: Environment): Promise<void> {
  const { group, gone, freezeWaiters } = environment;
  if (!environment.stopped) {
    const frozen = new Promise<void>((resolve) => freezeWaiters.push(resolve));
    await Promise.race([frozen, gone.promise]);
  }
  while (!['T', 'Z', undefined].includes(processState(group.pid))) await sleep(1);
  await allRead();
}

/** Waits until all has been read that a process sent which has stopped or ended: one turn of the event loop accepts a connection, the next one reads from it. */
export async function allRead(): Promise<void> {
  await turn();
  await turn();
}

/** From now on it takes no events. */
export function takeNoMore(environment: Environment): void {
  environment.ending = true;
  environment.waiting.length = 0;
}
