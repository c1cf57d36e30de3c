import type { Initialization } from '../core/invocation.ts';

/** Tells, for each invocation as it begins, the initialisation that its caller waited for, if it did. */
export type ColdStart = () => Initialization | undefined;

/** A caller who waits gets served as soon as the sandbox is ready; a longer pause means that nobody waited. */
const longestPauseMs = 10_000;

export interface ColdStartOptions {
  /** `AWS_LAMBDA_INITIALIZATION_TYPE`: only `on-demand` (or none) can be a cold start. */
  readonly initializationType: string | undefined;
  /** When the process started, in epoch milliseconds. */
  readonly startedAt: number;
  /** When the runtime was ready for its first event, in epoch milliseconds. */
  readonly readyAt: () => number;
  /** Whether the environment's first invocation is under way, as far as the runtime tells; it may have had no trace. */
  readonly servesFirst?: (() => boolean) | undefined;
}

/**
 * The first invocation is a cold start, unless the environment was initialised ahead of it: with provisioned
 * concurrency, from a snapshot, or early by the platform, which shows by the pause before the first event.
 */
export function createColdStart({
  initializationType,
  startedAt,
  readyAt,
  servesFirst = () => true,
}: ColdStartOptions): ColdStart {
  let first = true;
  return () => {
    if (!first) return undefined;
    first = false;
    if (!servesFirst()) return undefined;
    if (isAhead(initializationType)) return undefined;
    const end = readyAt();
    return Date.now() - end > longestPauseMs ? undefined : { start: startedAt, end };
  };
}

/** Whether an environment is initialised without anybody waiting for it. */
export function isAhead(initializationType = 'on-demand'): boolean {
  return initializationType !== 'on-demand';
}
