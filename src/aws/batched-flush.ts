import { SpanStatusCode } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { Flush } from '../core/flush-policies.ts';
import type { FlushPolicy, OpenInvocation } from '../core/telemetry.ts';
import type { RuntimeClient } from './runtime-client.ts';

/** Keeps the spans of a busy function over several freezes. */
export interface BatchedFlush {
  /** A batch was full, and is on its way. */
  full(): void;
  /** What flushes before each freeze in place of `flush`, if something is due. */
  whenDue(flush: Flush): Flush;
  /** The same policy, with what it sees of invocations noted. */
  noting<Policy extends FlushPolicy>(policy: Policy): Policy;
}

/**
 * Sends what has ended once the first invocation that isn't sent began `interval` milliseconds ago, and at once after a
 * cold start, a failed invocation and where a batch is full. Nothing is kept where nobody tells us of the end.
 */
export function batchedFlush(
  interval: number,
  client: RuntimeClient,
  registered: Promise<boolean>,
): BatchedFlush {
  let isTold = false;
  /** At first, as what a killed process has left waits as well. */
  let isUrgent = true;
  let since = Number.POSITIVE_INFINITY;

  const { next: askNext } = client;
  const told = registered.then((isRegistered) => {
    isTold = isRegistered;
  });
  // Nobody can register once the runtime has asked. Most often there is an answer before.
  client.next = function next(this: unknown) {
    return told.then(() => askNext.call(this));
  } as RuntimeClient['next'];

  const isDue = () => isUrgent || !isTold || Date.now() - since >= interval;

  return {
    full: () => {
      isUrgent = true;
    },
    whenDue: (flush) => async (deadline) => {
      if (!isDue()) return;
      isUrgent = false;
      since = Number.POSITIVE_INFINITY;
      await flush(deadline);
    },
    noting: (policy) => ({
      ...policy,
      opened(invocation) {
        since = Math.min(since, Date.now());
        policy.opened(invocation);
      },
      closed(invocation) {
        isUrgent ||= hasFailed(invocation);
        return policy.closed(invocation);
      },
    }),
  };
}

function hasFailed({ root }: OpenInvocation): boolean {
  const { status } = root as Partial<ReadableSpan>;
  return status?.code === SpanStatusCode.ERROR;
}
