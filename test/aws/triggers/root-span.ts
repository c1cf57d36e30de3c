import { trace } from '@opentelemetry/api';
import type { RootSpanInit, Trigger } from '../../../src/core/trigger.ts';
import { readEvent } from './events.ts';

/** The root span of an event under test/events, as the trigger describes it. */
export function rootSpanOf(trigger: Trigger, name: string, platform?: unknown): RootSpanInit {
  return trigger.rootSpan(readEvent(name), platform);
}

/** The ids of the parent, if the root span has one. */
export function parentOf({ parent }: RootSpanInit): object | undefined {
  const context = parent && trace.getSpanContext(parent);
  return context && { traceId: context.traceId, spanId: context.spanId };
}
