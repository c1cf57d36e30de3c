import type { Link, SpanContext } from '@opentelemetry/api';
import { hrTimeDuration, TraceState } from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';

/** A span as JSON can hold it: its trace states are text, and its resource is a number that stands for it in the file. */
export type SpanRecord = Omit<
  ReadableSpan,
  'spanContext' | 'parentSpanContext' | 'links' | 'resource' | 'duration' | 'ended'
> & {
  readonly context: ContextRecord;
  readonly parent: ContextRecord | undefined;
  readonly links: readonly (Omit<Link, 'context'> & { readonly context: ContextRecord })[];
  readonly resource: number;
};

type ContextRecord = Omit<SpanContext, 'traceState'> & { readonly traceState?: string | undefined };

export function toSpanRecord(span: ReadableSpan, resource: number): SpanRecord {
  return {
    context: toContextRecord(span.spanContext()),
    parent: span.parentSpanContext && toContextRecord(span.parentSpanContext),
    name: span.name,
    kind: span.kind,
    startTime: span.startTime,
    endTime: span.endTime,
    status: span.status,
    attributes: span.attributes,
    links: span.links.map((link) => ({ ...link, context: toContextRecord(link.context) })),
    events: span.events,
    instrumentationScope: span.instrumentationScope,
    resource,
    droppedAttributesCount: span.droppedAttributesCount,
    droppedEventsCount: span.droppedEventsCount,
    droppedLinksCount: span.droppedLinksCount,
  };
}

/** Undefined where `value` is no record of a span, or its resource is unknown. */
export function fromSpanRecord(
  value: unknown,
  resources: ReadonlyMap<number, Resource>,
): ReadableSpan | undefined {
  if (!isSpanRecord(value)) return undefined;
  const { context, parent, links, ...fields } = value;
  const spanContext = fromContextRecord(context);
  const resource = resources.get(fields.resource);
  return (
    resource && {
      ...fields,
      spanContext: () => spanContext,
      ...(parent && { parentSpanContext: fromContextRecord(parent) }),
      links: links.map((link) => ({ ...link, context: fromContextRecord(link.context) })),
      duration: hrTimeDuration(fields.startTime, fields.endTime),
      ended: true,
      resource,
    }
  );
}

function toContextRecord(context: SpanContext): ContextRecord {
  return { ...context, traceState: context.traceState?.serialize() };
}

function fromContextRecord({ traceState, ...context }: ContextRecord): SpanContext {
  return traceState ? { ...context, traceState: new TraceState(traceState) } : context;
}

function isSpanRecord(value: unknown): value is SpanRecord {
  const { context, name, startTime, endTime, attributes } = (value ?? {}) as Partial<SpanRecord>;
  return (
    /^[\da-f]{32}$/.test(context?.traceId ?? '') &&
    /^[\da-f]{16}$/.test(context?.spanId ?? '') &&
    typeof name === 'string' &&
    Array.isArray(startTime) &&
    Array.isArray(endTime) &&
    typeof attributes === 'object'
  );
}
