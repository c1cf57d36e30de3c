import { type Context, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Invocation } from '../../core/invocation.ts';
import { returned } from '../../core/outcome.ts';
import { recordOutcome } from '../../core/record-outcome.ts';
import { parentOf } from '../../core/start-invocation.ts';
import type { Telemetry } from '../../core/telemetry.ts';
import type { Recognize, RootSpanInit, Trigger } from '../../core/trigger.ts';
import { guard } from '../../support/guard.ts';
import { derivedIds, withIds } from './derived-ids.ts';
import type { Execution } from './execution.ts';
import type { InvocationOutput } from './sdk-plugin.ts';

/** The span of a whole execution. Each invocation starts it, with the same ids, and the last one ends it. */
export interface ExecutionSpan {
  /** Has the span as the active one. */
  readonly context: Context;
  /** What the input says of its source. */
  readonly init: RootSpanInit;
  /** The execution is over. */
  end(output: InvocationOutput): void;
}

const unknownInput: RootSpanInit = {
  kind: SpanKind.SERVER,
  attributes: { 'faas.trigger': 'other' },
};

/**
 * Under the caller's span where the input has its context, as it has in each invocation, or the invocation's header; else
 * the first of a trace whose id is derived from the execution's. What decides on sampling sees the same each time.
 */
export function startExecutionSpan<Platform>(
  telemetry: Telemetry,
  recognize: Recognize<Platform>,
  { arn, input, startedAt }: Execution,
  { platform, name, withSender }: Invocation<Platform>,
): ExecutionSpan {
  const { tracer, withHandler = (context) => context } = telemetry;
  const trigger = guard('recognising the input', () => recognize(input));
  // The client context is that of the first invocation only.
  const kept = { ...Object(platform), clientContext: undefined } as Platform;
  const init = guard('reading the input', () => trigger?.rootSpan(input, kept)) ?? unknownInput;
  const { kind, links = [] } = init;
  const caller = { args: [input, platform], ...(withSender && { withSender }) };
  const parent = withHandler(parentOf(telemetry, init, caller));
  const attributes = { ...init.attributes, 'durable.execution.arn': arn };
  const span = withIds(tracer, derivedIds(arn)).startSpan(
    init.name ?? name,
    { kind, links, attributes, ...(startedAt && { startTime: startedAt }) },
    parent,
  );
  return {
    init,
    context: trace.setSpan(parent, span),
    end(output) {
      guard('recording the output', () => recordOutput(span, output, trigger, input));
      // Its last invocation is not over yet, by a fraction of a millisecond.
      span.end(Date.now() + 1);
    },
  };
}

function recordOutput(
  span: Span,
  { Status, Result, Error: error }: InvocationOutput,
  trigger: Trigger<unknown, never> | undefined,
  input: unknown,
): void {
  span.setAttribute('durable.execution.status', Status);
  if (Status === 'FAILED') {
    span.setAttribute('error.type', error?.ErrorType ?? '_OTHER');
    span.setStatus({ code: SpanStatusCode.ERROR, message: error?.ErrorMessage ?? 'failed' });
  } else if (trigger?.result && Result) {
    recordOutcome(span, returned(JSON.parse(Result)), trigger, input);
  }
}
