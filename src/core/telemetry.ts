import type { Context, Span, Tracer } from '@opentelemetry/api';
import type { Deadline } from '../support/deadline.ts';
import type { Invocation } from './invocation.ts';
import type { Observers } from './observe-invocation.ts';
import type { Failure, Outcome } from './outcome.ts';
import type { RunningInvocation } from './running-invocation.ts';
import type { RootSpanInit } from './trigger.ts';

/** All that the lifecycle needs of an SDK and a platform. */
export interface Telemetry {
  readonly tracer: Tracer;
  readonly flushPolicy: FlushPolicy;
  /** Of the features that are switched on. */
  readonly observers?: Observers;
  /** What runs the handler of an invocation that nobody wants a trace of; undefined for all others. */
  readonly ignore?:
    | ((
        invocation: Pick<Invocation, 'name' | 'args'>,
        init: RootSpanInit,
        parent: Context,
      ) => RunningInvocation | undefined)
    | undefined;
  /** Finds the context where only the user knows it is, in what the function was called with. */
  readonly extractContext?: ((...args: readonly unknown[]) => Context | undefined) | undefined;
  /** Puts what a handler has of its own, beside the process, into the context of its root spans. */
  readonly withHandler?: (parent: Context) => Context;
  /** Says, once in a process, what nobody would find out otherwise. */
  readonly warn?: ((message: string) => void) | undefined;
}

/** When, around the response, spans are sent: what a platform's freeze allows. */
export interface FlushPolicy {
  /** Whether a response waits until the spans are out. */
  readonly holdsResponse: boolean;
  /** Whether it learns what the platform was told, and ends invocations by it. Then a handler's answer is only noted. */
  readonly seesPostings?: boolean;
  /** An invocation's root span has started. */
  opened(invocation: OpenInvocation): void;
  /** Its root span has ended. Where responses are held, returns what this one waits for, which never rejects. */
  closed(invocation: OpenInvocation): Promise<void> | undefined;
}

/** An invocation whose root span has not ended yet. */
export interface OpenInvocation {
  /** The platform's own id for it. */
  readonly id: string | undefined;
  readonly deadline: Deadline;
  readonly root: Span;
  /** The spans under it that have not ended. */
  readonly openSpans: ReadonlySet<Span>;
  /** Tells of the initialisation that came before it, which else waits for its end. */
  tellInitialization(): void;
  /** The platform was told of a failure, whatever the handler answered. */
  failed(failure: Failure): void;
  /** Ends the root span with `outcome`, or with what is known by now. */
  end(outcome?: Outcome): Promise<void> | undefined;
}
