import { type Context, context, type Link, SpanKind, trace } from '@opentelemetry/api';
import { withCallListener } from '../../core/call-listener.ts';
import type { Invocation } from '../../core/invocation.ts';
import type { Outcome } from '../../core/outcome.ts';
import type { RunningInvocation } from '../../core/running-invocation.ts';
import type { startInvocation } from '../../core/start-invocation.ts';
import type { Telemetry } from '../../core/telemetry.ts';
import type { Recognize, Trigger } from '../../core/trigger.ts';
import { guard } from '../../support/guard.ts';
import { field } from '../../triggers/payload-fields.ts';
import { derivedIds } from './derived-ids.ts';
import { durableSlot, withDurableSlot } from './durable-slot.ts';
import { type Execution, executionOfEvent, executionOfInfo } from './execution.ts';
import { type ExecutionSpan, startExecutionSpan } from './execution-span.ts';
import { resumeReason } from './resume-reason.ts';
import type { InvocationOutput } from './sdk-plugin.ts';
import { type ExecutionTracker, trackExecution } from './track-execution.ts';

/**
 * Begins to trace an invocation of a durable function, as `start` does of any: its root span stands under the span of
 * the execution. What is traced is the function that the SDK has made, or the handler that the SDK was given; then it is
 * the SDK's plugin that ends the root span, as the handler of an execution that waits never answers.
 */
export function startDurable<Platform>(
  start: typeof startInvocation<Platform>,
  telemetry: Telemetry,
  recognize: Recognize<Platform>,
  invocation: Invocation<Platform>,
): RunningInvocation {
  const inPlugin = durableSlot(context.active());
  const { info } = inPlugin ?? {};
  const execution = info ? executionOfInfo(info) : executionOfEvent(invocation.event);
  if (!execution) {
    if (!field(invocation.event, 'DurableExecutionArn')) warnOfSdk(telemetry);
    return start(telemetry, recognize, invocation);
  }
  const whole = startExecutionSpan(telemetry, recognize, execution, invocation);
  const hooks = trackExecution({ ...telemetry, arn: execution.arn, context: whole.context });
  const slot = Object.assign(inPlugin ?? {}, { hooks });
  const rootTrigger = durableTrigger(execution, whole, {
    parent: withCallListener(withDurableSlot(whole.context, slot), hooks.onCall),
    name: invocation.name,
    links: linksTo(execution, whole.context),
  });
  const running = start(
    watched(telemetry, (outcome) => end(outcome, telemetry, hooks, whole)),
    () => rootTrigger,
    // Whose context it came with is the execution's to say.
    { ...invocation, withSender: (parent) => parent },
  );
  if (!inPlugin || !info) return running;
  inPlugin.end = running.end;
  guard('reading operations', () => hooks.onInvocationStart(info));
  const leave = () => undefined;
  return { ...running, holdsResponse: false, answer: leave, end: leave, finish: leave };
}

/** The same, for one invocation whose outcome `tell` is told. */
function watched(telemetry: Telemetry, tell: (outcome: Outcome) => void): Telemetry {
  const observers = [...(telemetry.observers ?? []), () => tell];
  return { ...telemetry, observers, extractContext: undefined };
}

function end(
  outcome: Outcome,
  telemetry: Telemetry,
  hooks: ExecutionTracker,
  whole: ExecutionSpan,
): void {
  const output = outputOf(outcome);
  const isOver = output?.Status === 'SUCCEEDED' || output?.Status === 'FAILED';
  hooks.close(isOver);
  if (isOver) whole.end(output);
  if (output && !hooks.hasHeard()) warnOfSdk(telemetry);
}

function outputOf(outcome: Outcome): InvocationOutput | undefined {
  const value = outcome.status === 'returned' ? outcome.value : undefined;
  return field(value, 'Status') === undefined ? undefined : (value as InvocationOutput);
}

function warnOfSdk({ warn }: Telemetry): void {
  warn?.('this SDK for durable functions took no plugin, so that operations are not traced');
}

interface RootOfInvocation {
  readonly parent: Context;
  readonly links: Link[];
  /** The function's. */
  readonly name: string;
}

/** Named for what the invocation is: the first one, or why it goes on. */
function durableTrigger(
  execution: Execution,
  { init }: ExecutionSpan,
  { parent, links, name }: RootOfInvocation,
): Trigger {
  const reason = resumeReason(execution);
  return {
    matches: (event): event is unknown => true,
    rootSpan: () => ({
      name: reason === undefined ? `start ${name}` : `resume ${name} after ${reason}`,
      kind: SpanKind.SERVER,
      attributes: {
        'faas.trigger': triggerOf(reason) ?? init.attributes['faas.trigger'],
        'durable.execution.arn': execution.arn,
        'durable.invocation.first': execution.isFirst,
        ...(reason !== undefined && { 'durable.invocation.reason': reason }),
      },
      parent,
      links,
    }),
    result(value) {
      const { Status, Error: error } = Object(value) as Partial<InvocationOutput>;
      return {
        attributes: { ...(Status && { 'durable.invocation.status': Status }) },
        errorType: Status === 'FAILED' ? (error?.ErrorType ?? '_OTHER') : undefined,
      };
    },
  };
}

function triggerOf(reason: string | undefined): string | undefined {
  if (reason === undefined) return undefined;
  return /timer|retry|condition/.test(reason) ? 'timer' : 'other';
}

/** To what the execution has waited for. */
function linksTo({ arn, updated }: Execution, context: Context): Link[] {
  const whole = trace.getSpanContext(context);
  if (!whole) return [];
  return updated.map(({ id }) => {
    const { spanId } = derivedIds(arn, id);
    return { context: { ...whole, isRemote: false, spanId } };
  });
}
