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
  /** Milliseconds before the deadline at which a late invocation is given up. See `PacedFlush`. */
  readonly lead: (all: number, awoken: number) => number;
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
 * journal gets the rest, for the case that the process can't do any more: the handler may still answer. At the last
 * moment that leaves time for a flush, the invocation is given up: what is open ends, and goes out as timed out.
 */
export function watchInvocations(
  policy: FlushPolicy,
  { margin, lead, journal, flush }: WatchOptions,
): WatchedPolicy {
  const open = new Map<OpenInvocation, NodeJS.Timeout | undefined>();

  function at(time: Deadline, invocation: OpenInvocation, act: () => void) {
    const check = () => {
      // A timer may be early, and can't wait for weeks.
      if (Date.now() < time) at(time, invocation, act);
      else watching(act);
    };
    open.set(invocation, setTimeout(check, millisecondsUntil(time)).unref?.());
  }

  /** `all` is how long it had in the first place, in milliseconds, and `due` when this was to be called. */
  function onLate(invocation: OpenInvocation, all: number, due: Deadline): void {
    const { root, openSpans, deadline } = invocation;
    const awoken = () => Date.now() - due;
    if (Date.now() >= deadline - lead(all, awoken())) {
      giveUp(invocation, flush);
      return;
    }
    if (journal?.opened(root, { deadline, late: true }))
      for (const span of openSpans) journal.opened(span, { late: true });
    // So that there is something to send: with that, the last flush finds everything compiled, and is connected.
    invocation.tellInitialization();
    void flush(deadline);
    // By then it has shown how slow the processor is, which after a wait has nothing of this at hand.
    setImmediate(() => {
      if (open.has(invocation)) watching(() => awaitLast(invocation, all, awoken()));
    });
  }

  /** The last moment depends on what flushes take until then. */
  function awaitLast(invocation: OpenInvocation, all: number, awoken: number): void {
    const last = invocation.deadline - lead(all, awoken);
    if (Date.now() < last) at(last, invocation, () => awaitLast(invocation, all, awoken));
    else giveUp(invocation, flush);
  }

  return {
    ...policy,
    opened(invocation) {
      policy.opened(invocation);
      const { root, deadline } = invocation;
      open.set(invocation, undefined);
      journal?.opened(root, { deadline, late: false });
      const all = deadline - Date.now();
      const late = lateAt(deadline, all, margin());
      if (late !== undefined) at(late, invocation, () => onLate(invocation, all, late));
    },
    closed(invocation) {
      clearTimeout(open.get(invocation));
      open.delete(invocation);
      return policy.closed(invocation);
    },
    endOpen(outcome) {
      for (const invocation of [...open.keys()]) void invocation.end(outcome);
    },
  };
}

const watching = (act: () => void) => guard('watching the deadline', act);

function giveUp(invocation: OpenInvocation, flush: WatchOptions['flush']): void {
  const { deadline } = invocation;
  void invocation.end(timedOut);
  // Where the platform lets a process live, there is time after the deadline.
  void flush(Date.now() < deadline ? deadline : Number.POSITIVE_INFINITY);
}

/** When an invocation that begins now counts as late. */
function lateAt(deadline: Deadline, left: number, margin: number): Deadline | undefined {
  // A context made up for a test often has no time left at all.
  const isLimited = left > 0 && left < Number.POSITIVE_INFINITY;
  return isLimited ? deadline - Math.min(margin, (left * 2) / 3) : undefined;
}
