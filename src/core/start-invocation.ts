import {
  type Context,
  context,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { guard } from '../support/guard.ts';
import { once } from '../support/once.ts';
import { recordHeadroom } from './headroom.ts';
import { recordRoute, withRequestMetadata } from './http-route.ts';
import type { Invocation } from './invocation.ts';
import {
  type InvocationScope,
  withInvocationScope,
  withOpenInvocation,
} from './invocation-scope.ts';
import { observe } from './observe-invocation.ts';
import { type OpenSpans, withOpenSpans } from './open-spans.ts';
import { type Failure, type Outcome, unanswered } from './outcome.ts';
import { recordOutcome } from './record-outcome.ts';
import type { RunningInvocation } from './running-invocation.ts';
import type { OpenInvocation, Telemetry } from './telemetry.ts';
import type { Recognize, RootSpanInit, Trigger } from './trigger.ts';
import { untracedInvocation } from './untraced-invocation.ts';

const unknownSource: RootSpanInit = {
  kind: SpanKind.SERVER,
  attributes: { 'faas.trigger': 'other' },
};

/**
 * Begins to trace one invocation: event, trigger, parent context, root span.
 * Never throws: whatever goes wrong on our side, the handler can run.
 */
export function startInvocation<Platform>(
  telemetry: Telemetry,
  recognize: Recognize<Platform>,
  invocation: Invocation<Platform>,
): RunningInvocation {
  const { tracer, flushPolicy, observers } = telemetry;
  const { event } = invocation;
  const root = startRoot(telemetry, recognize, invocation);
  if (!root) return untracedInvocation;
  if ('run' in root) return root;

  const { trigger, init, span } = root;
  const scope: InvocationScope = new Set();
  const openSpans: OpenSpans = new Set();
  let rootContext = withInvocationScope(trace.setSpan(root.parentContext, span), scope);
  rootContext = withOpenSpans(rootContext, openSpans);
  rootContext = withOpenInvocation(rootContext, () => !ended);
  rootContext = withRequestMetadata(rootContext, span, init);
  const tellOutcome = observe({ invocation, root: span, init, context: rootContext }, observers);
  let answer: Outcome = unanswered;
  let failure: Failure | undefined;
  let ended = false;
  let wait: Promise<void> | undefined;
  const tellInitialization = once(() => addInitSpan(tracer, rootContext, invocation));
  const open: OpenInvocation = {
    id: invocation.id,
    deadline: invocation.deadline,
    root: span,
    openSpans,
    tellInitialization,
    failed(told) {
      failure = told;
    },
    end(outcome: Outcome = answer) {
      if (ended) return wait;
      ended = true;
      tellInitialization();
      endSpans(scope, openSpans, wasCutShort(outcome));
      guard('telling the route', () => recordRoute(span, init, rootContext));
      guard('recording the outcome', () => recordOutcome(span, outcome, trigger, event, failure));
      tellOutcome(outcome, failure);
      guard('recording the headroom', () => recordHeadroom(span, invocation.deadline));
      guard('ending the root span', () => span.end());
      wait = guard('flushing', () => flushPolicy.closed(open));
      return wait;
    },
  };
  guard('opening the invocation', () => flushPolicy.opened(open));
  return {
    holdsResponse: flushPolicy.holdsResponse,
    run: (work) => context.with(rootContext, work),
    answer: note,
    end: flushPolicy.seesPostings ? note : open.end,
    finish: open.end,
    failed: open.failed,
  };

  function note(outcome: Outcome = answer): undefined {
    answer = outcome;
  }
}

/** Not before the root span ends: on a cold start, the caller is waiting for the handler. */
function addInitSpan(tracer: Tracer, rootContext: Context, { initialization }: Invocation): void {
  if (!initialization) return;
  const { start, end } = initialization;
  guard('telling of the initialisation', () =>
    tracer.startSpan('init', { startTime: start }, rootContext).end(end),
  );
}

interface Root<Platform> {
  readonly trigger: Trigger<unknown, Platform> | undefined;
  readonly init: RootSpanInit;
  readonly parentContext: Context;
  readonly span: Span;
}

function startRoot<Platform>(
  telemetry: Telemetry,
  recognize: Recognize<Platform>,
  { event, platform, initialization, ...invocation }: Invocation<Platform>,
): Root<Platform> | RunningInvocation | undefined {
  const { tracer, ignore, withHandler = (context) => context } = telemetry;
  const trigger = guard('recognising the event', () => recognize(event));
  const init =
    guard('reading the event', () => trigger?.rootSpan(event, platform)) ?? unknownSource;
  const { name = invocation.name, kind, links = [] } = init;
  const attributes = { ...invocation.attributes, ...init.attributes };
  const parentContext = withHandler(parentOf(telemetry, init, invocation));
  const ignored = guard('ignoring', () => ignore?.(invocation, init, parentContext));
  if (ignored) return ignored;
  // The caller of a cold start waits from there on.
  const start = initialization && { startTime: initialization.start };
  const span = guard('starting the root span', () =>
    tracer.startSpan(name, { ...start, kind, links, attributes }, parentContext),
  );
  return span && { trigger, init, parentContext, span };
}

/** What the user finds goes first, then the event's own, then what the platform tells. */
export function parentOf(
  { extractContext }: Telemetry,
  { parent }: RootSpanInit,
  { args = [], withSender }: Pick<Invocation, 'args' | 'withSender'>,
): Context {
  const given = guard('extracting the context', () => extractContext?.(...args));
  const found = given ?? parent;
  return guard('reading the sender', () => withSender?.(found)) ?? found ?? ROOT_CONTEXT;
}

/** Whether the handler will never end what it has begun. */
function wasCutShort({ status }: Outcome): boolean {
  return status === 'timed-out' || status === 'exited' || status === 'unanswered';
}

/** What is open in an invocation that is over. */
function endSpans(scope: InvocationScope, openSpans: OpenSpans, cutShort: boolean): void {
  if (cutShort) markUnfinished(openSpans);
  for (const close of scope) guard('ending an open span', close);
  if (cutShort) endAll(openSpans);
}

function markUnfinished(spans: OpenSpans): void {
  for (const span of spans) span.setAttribute('antifreeze.unfinished', true);
}

/** The youngest first, as children end before their parents. */
function endAll(spans: OpenSpans): void {
  for (const span of [...spans].reverse()) guard('ending an open span', () => span.end());
}
