import {
  attributesOf,
  type CollectedAttributes,
  count,
  id,
  type Json,
  list,
  nanoseconds,
  object,
  text,
} from './fields.ts';

/** One span as the collector received it, the same whichever encoding it came in. */
export interface CollectedSpan {
  /** Lowercase hex, as all ids here. */
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly traceState: string;
  /** W3C trace flags in the low byte; bits 8 and 9 say whether the parent is remote. */
  readonly flags: number;
  readonly name: string;
  readonly kind: SpanKindName;
  /** Nanoseconds since the epoch, as all times here. */
  readonly start: bigint;
  readonly end: bigint;
  readonly attributes: CollectedAttributes;
  readonly status: { readonly code: 'unset' | 'ok' | 'error'; readonly message: string };
  readonly events: readonly CollectedEvent[];
  readonly links: readonly CollectedLink[];
  readonly dropped: {
    readonly attributes: number;
    readonly events: number;
    readonly links: number;
  };
  readonly resource: CollectedAttributes;
  readonly scope: { readonly name: string; readonly version: string };
}

type SpanKindName = (typeof kinds)[number];

interface CollectedEvent {
  readonly name: string;
  readonly time: bigint;
  readonly attributes: CollectedAttributes;
  readonly droppedAttributes: number;
}

interface CollectedLink {
  readonly traceId: string;
  readonly spanId: string;
  readonly traceState: string;
  readonly flags: number;
  readonly attributes: CollectedAttributes;
  readonly droppedAttributes: number;
}

export const kinds = [
  'unspecified',
  'internal',
  'server',
  'client',
  'producer',
  'consumer',
] as const;
export const statusCodes = ['unset', 'ok', 'error'] as const;

/**
 * The spans of an `ExportTraceServiceRequest`: one decoded from protobuf, or parsed from OTLP/JSON.
 * Throws where an id, a time or an integer is not what the protocol wants.
 */
export function readSpans(request: unknown): CollectedSpan[] {
  return list(request, 'resourceSpans').flatMap((group) => {
    const resource = attributesOf(object(group, 'resource'));
    return list(group, 'scopeSpans').flatMap((scoped) => {
      const instrumentation = object(scoped, 'scope');
      const scope = {
        name: text(instrumentation, 'name'),
        version: text(instrumentation, 'version'),
      };
      return list(scoped, 'spans').map((span) => readSpan(span, resource, scope));
    });
  });
}

function readSpan(
  span: Json,
  resource: CollectedAttributes,
  scope: CollectedSpan['scope'],
): CollectedSpan {
  const status = object(span, 'status');
  return {
    traceId: id(span, 'traceId', 16),
    spanId: id(span, 'spanId', 8),
    parentSpanId: text(span, 'parentSpanId') ? id(span, 'parentSpanId', 8) : undefined,
    traceState: text(span, 'traceState'),
    flags: count(span, 'flags'),
    name: text(span, 'name'),
    kind: kinds[count(span, 'kind')] ?? 'unspecified',
    start: nanoseconds(span, 'startTimeUnixNano'),
    end: nanoseconds(span, 'endTimeUnixNano'),
    attributes: attributesOf(span),
    status: {
      code: statusCodes[count(status, 'code')] ?? 'unset',
      message: text(status, 'message'),
    },
    events: list(span, 'events').map(readEvent),
    links: list(span, 'links').map(readLink),
    dropped: {
      attributes: count(span, 'droppedAttributesCount'),
      events: count(span, 'droppedEventsCount'),
      links: count(span, 'droppedLinksCount'),
    },
    resource,
    scope,
  };
}

function readEvent(event: Json): CollectedEvent {
  return {
    name: text(event, 'name'),
    time: nanoseconds(event, 'timeUnixNano'),
    attributes: attributesOf(event),
    droppedAttributes: count(event, 'droppedAttributesCount'),
  };
}

function readLink(link: Json): CollectedLink {
  return {
    traceId: id(link, 'traceId', 16),
    spanId: id(link, 'spanId', 8),
    traceState: text(link, 'traceState'),
    flags: count(link, 'flags'),
    attributes: attributesOf(link),
    droppedAttributes: count(link, 'droppedAttributesCount'),
  };
}
