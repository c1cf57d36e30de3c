import type { Span } from '@opentelemetry/api';
import { type Deadline, millisecondsUntil } from '../support/deadline.ts';
import { guard } from '../support/guard.ts';
import { type Outcome, timedOut } from './outcome.ts';
import type { FlushPolicy, OpenInvocation } from './telemetry.ts';

/** Where open spans are noted, so that they are completed if the process is killed. */
export interface OpenSpanJournal {
  /** False where the span would be lost with the process. `late`: its time is about to be up. */
  opened(span: Span, details: { readonly deadline?: Deadline; readonly late: boolean }): boolean;
}

export interface WatchOptions {
  /** Milliseconds before the deadline at which an invocation counts as late. */
  readonly margin: () => number;
  readonly journal: OpenSpanJournal | undefined;
  /** Sends what has ended. Never rejects. */
  readonly flush: (deadline: Deadline) => Promise<void>;
}

/** A policy that knows the invocations which are open. */
export interface WatchedPolicy extends FlushPolicy {
  /** Ends them all. */
  endOpen(outcome: Outcome): void;
}

/**
 * Sees to it that an invocation which runs out of time is not lost. When it is late, what has ended is sent, and the
 * journal gets the rest: as the handler may still answer in time, only the deadline ends its spans, or the next process
 * if this one is killed. Without a journal there is no second chance: then they end, and go out, as soon as it is late.
 */
export function watchInvocations(
  policy: FlushPolicy,
  { margin, journal, flush }: WatchOptions,
): WatchedPolicy {
  const open = new Map<OpenInvocation, NodeJS.Timeout | undefined>();

  function checkAt(time: Deadline, invocation: OpenInvocation): void {
    const check = () => {
      // A timer may be early, and can't wait for weeks.
      if (Date.now() < time) checkAt(time, invocation);
      else guard('watching the deadline', () => onLate(invocation));
    };
    open.set(invocation, setTimeout(check, millisecondsUntil(time)).unref());
  }

  function onLate(invocation: OpenInvocation): void {
    const { deadline } = invocation;
    const isOver = Date.now() >= deadline;
    if (!isOver && note(invocation)) checkAt(deadline, invocation);
    else invocation.end(timedOut);
    // Where the platform lets a process live, there is time after the deadline.
    void flush(isOver ? Number.POSITIVE_INFINITY : deadline);
  }

  function note({ root, openSpans, deadline }: OpenInvocation): boolean {
    if (!journal?.opened(root, { deadline, late: true })) return false;
    for (const span of openSpans) journal.opened(span, { late: true });
    return true;
  }

  return {
    holdsResponse: policy.holdsResponse,
    opened(invocation) {
      policy.opened(invocation);
      const { root, deadline } = invocation;
      open.set(invocation, undefined);
      journal?.opened(root, { deadline, late: false });
      const left = deadline - Date.now();
      // A context made up for a test often has no time left at all.
      if (left > 0 && left < Number.POSITIVE_INFINITY)
        checkAt(deadline - Math.min(margin(), left / 2), invocation);
    },
    closed(invocation) {
      clearTimeout(open.get(invocation));
      open.delete(invocation);
      return policy.closed(invocation);
    },
    endOpen(outcome) {
      for (const invocation of [...open.keys()]) invocation.end(outcome);
    },
  };
}
