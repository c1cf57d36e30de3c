import type { Attributes, HrTime, Link, SpanContext } from '@opentelemetry/api';
import type { InstrumentationScope } from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';

/**
 * A span that has begun, as it is. A caller waits while it is noted, and it will be encoded once it has ended: V8 makes
 * JSON of it in a tenth of the time.
 */
type OpenSpanRecord = readonly [
  name: string,
  kind: number,
  context: SpanContext,
  parent: SpanContext | null | undefined,
  startTime: HrTime,
  attributes: Attributes,
  links: readonly Link[],
  scope: InstrumentationScope,
  /** A number that stands for the resource in the file. */
  resource: number,
];

/** Undefined where JSON can't hold all of it. */
export function toOpenSpanRecord(span: ReadableSpan, resource: number): OpenSpanRecord | undefined {
  const { name, kind, parentSpanContext, startTime, attributes, links } = span;
  const context = span.spanContext();
  if (span.events.length > 0 || span.status.code !== 0) return undefined;
  if (![{ context, attributes }, ...links].every(isJson)) return undefined;
  const scope = span.instrumentationScope;
  return [name, kind, context, parentSpanContext, startTime, attributes, links, scope, resource];
}

/** Undefined where `value` is no such record, or its resource is unknown. */
export function fromOpenSpanRecord(
  value: unknown,
  resources: ReadonlyMap<number, Resource>,
): ReadableSpan | undefined {
  if (!Array.isArray(value)) return undefined;
  const [name, kind, context, parent, startTime, attributes, links, scope, number] =
    value as unknown as OpenSpanRecord;
  const resource = resources.get(number);
  if (!context || !scope || !startTime || !resource) return undefined;
  return {
    resource,
    instrumentationScope: scope,
    spanContext: () => context,
    ...(parent && { parentSpanContext: parent }),
    name,
    kind,
    startTime,
    endTime: startTime,
    duration: [0, 0],
    ended: true,
    attributes,
    droppedAttributesCount: 0,
    events: [],
    droppedEventsCount: 0,
    links: [...links],
    droppedLinksCount: 0,
    status: { code: 0 },
  };
}

/** A trace state is an object of a class. */
function isJson({ context, attributes = {} }: Described): boolean {
  return !context.traceState && Object.values(attributes).every(isJsonValue);
}

interface Described {
  readonly context: SpanContext;
  readonly attributes?: Attributes | undefined;
}

function isJsonValue(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isJsonValue);
  return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
}
