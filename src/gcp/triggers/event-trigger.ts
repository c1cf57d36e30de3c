import type { Attributes } from '@opentelemetry/api';
import type { ResultSummary, RootSpanInit, Trigger } from '../../core/trigger.ts';
import { withAttributes } from '../../triggers/event-span.ts';
import { statusSummary } from '../../triggers/http-status.ts';
import { field, text } from '../../triggers/payload-fields.ts';
import { epochMs, waited } from '../../triggers/waiting-time.ts';
import type { FunctionCall, FunctionEvent } from '../function-call.ts';

/** A call that an event started. */
export interface EventCall extends FunctionCall {
  readonly event: FunctionEvent;
}

/** The trigger of events whose type fits. What all events tell is added to the root span. */
export function eventTrigger(
  types: RegExp,
  rootSpan: (call: EventCall) => RootSpanInit,
): Trigger<EventCall> {
  return {
    matches: (call): call is EventCall => types.test(text(field(call, 'event'), 'type') ?? ''),
    rootSpan: (call) => withAttributes(rootSpan(call), aboutEvent(call.event)),
    result: answerSummary,
  };
}

/** The status of an HTTP function's response. What an event function returns says nothing. */
export function answerSummary(value: unknown, { signature }: FunctionCall): ResultSummary {
  return statusSummary(signature === 'http' ? field(value, 'statusCode') : undefined);
}

/** By the conventions for CloudEvents. */
function aboutEvent({ cloudEvent, id, source, subject, type, time }: FunctionEvent): Attributes {
  return {
    ...(cloudEvent && {
      'cloudevents.event_id': id,
      'cloudevents.event_source': source,
      'cloudevents.event_spec_version': text(cloudEvent, 'specversion'),
      'cloudevents.event_subject': subject,
      'cloudevents.event_type': type,
    }),
    ...waited(epochMs(time)),
  };
}
