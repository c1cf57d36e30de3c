import {
  type Context,
  context,
  INVALID_SPAN_CONTEXT,
  propagation,
  type Span,
  SpanKind,
  trace,
} from '@opentelemetry/api';
import { closeWithInvocation } from '../../core/invocation-scope.ts';
import { type Outcome, threw } from '../../core/outcome.ts';
import { recordOutcome } from '../../core/record-outcome.ts';
import { guard } from '../../support/guard.ts';
import { isThenable } from '../../support/is-thenable.ts';
import { ownTracer } from '../../support/own-tracer.ts';
import { present } from '../../triggers/http-server-span.ts';
import type { Message } from '../triggers/message.ts';
import { messageAttributes, processAttributes } from '../triggers/message-attributes.ts';
import { linkToProducer } from '../triggers/message-trigger.ts';

/**
 * Runs `work` under a span of the message's own: a child of the active one, with a link to the producer, whose baggage
 * goes with it. Without an active span it continues the producer's trace. Passes on what `work` gives or throws, and ends
 * the span when that is known.
 */
export function withRecordSpan<Result>(
  message: Message,
  system: string | undefined,
  work: (span: Span) => Result,
): Result {
  const active = context.active();
  const parent = trace.getSpan(active) ? active : (message.context ?? active);
  const span =
    guard('starting the span of a record', () => startSpan(message, system, parent)) ??
    trace.wrapSpanContext(INVALID_SPAN_CONTEXT);
  const takeBack = closeWithInvocation(active, () => span.end());
  function end(outcome?: Outcome): void {
    takeBack();
    if (outcome)
      guard('recording a failed record', () =>
        recordOutcome(span, outcome, undefined, message.record),
      );
    guard('ending the span of a record', () => span.end());
  }
  function fail(error: unknown): never {
    end(threw(error));
    throw error;
  }

  let result: Result;
  try {
    result = context.with(trace.setSpan(withBaggage(parent, message), span), work, undefined, span);
  } catch (error) {
    return fail(error);
  }
  if (isThenable(result)) {
    const passOn = (value: unknown) => {
      end();
      return value;
    };
    return Promise.resolve(result).then(passOn, fail) as Result;
  }
  end();
  return result;
}

function startSpan(message: Message, system: string | undefined, parent: Context): Span {
  const { destination, subject } = message;
  return ownTracer().startSpan(
    `process ${destination || subject || system || ''}`.trimEnd(),
    {
      kind: SpanKind.CONSUMER,
      links: linkToProducer(message),
      attributes: present({
        ...(system !== undefined && processAttributes(system, destination)),
        ...messageAttributes(message),
      }),
    },
    parent,
  );
}

function withBaggage(parent: Context, { context: carried }: Message): Context {
  const baggage = carried && propagation.getBaggage(carried);
  return baggage ? propagation.setBaggage(parent, baggage) : parent;
}
