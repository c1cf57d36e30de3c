import { trace } from '@opentelemetry/api';
import { findTrigger, type RootSpanInit } from '../../../src/core/trigger.ts';
import type { FunctionCall } from '../../../src/gcp/function-call.ts';
import { triggers } from '../../../src/gcp/triggers/index.ts';

/** The root span of a call, as its trigger describes it, and the ids of its parent. */
export function rootOf(call: FunctionCall): RootSpanInit & { parentSpan: string | undefined } {
  const trigger = findTrigger(triggers, call);
  if (!trigger) throw new Error('no trigger claims the call');
  const root = trigger.rootSpan(call, undefined);
  const parent = root.parent && trace.getSpanContext(root.parent);
  return { ...root, parentSpan: parent && `${parent.traceId} ${parent.spanId}` };
}

/** The context of a delivery: the trace of the tests, a span of Google, not sampled. */
export const googles = '00-0af7651916cd43dd8448eb211c80319c-00000000000000aa-00';

/** The time of all events: five seconds before the clock's. */
export const time = '2026-11-22T21:12:00Z';
