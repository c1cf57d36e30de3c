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

export type CollectedAttributes = Readonly<Record<string, CollectedValue>>;

/** A 64-bit integer is a bigint where a number would lose digits; an absent value is undefined. */
export type CollectedValue =
  | undefined
  | string
  | boolean
  | number
  | bigint
  | Uint8Array
  | readonly CollectedValue[]
  | { readonly [key: string]: CollectedValue };

const kinds = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'] as const;
const statusCodes = ['unset', 'ok', 'error'] as const;

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

function attributesOf(holder: Json): CollectedAttributes {
  return readKeyValues(list(holder, 'attributes'));
}

function readKeyValues(pairs: readonly Json[]): CollectedAttributes {
  return Object.fromEntries(
    pairs.map((pair) => [text(pair, 'key'), readValue(object(pair, 'value'))]),
  );
}

const valueReaders: Readonly<Record<string, (value: unknown) => CollectedValue>> = {
  stringValue: String,
  boolValue: (value) => value === true,
  intValue: readInteger,
  // OTLP/JSON spells what JSON lacks: "NaN", "Infinity", "-Infinity".
  doubleValue: Number,
  arrayValue: (value) => list(value, 'values').map(readValue),
  kvlistValue: (value) => readKeyValues(list(value, 'values')),
  bytesValue: (value) =>
    typeof value === 'string'
      ? new Uint8Array(Buffer.from(value, 'base64'))
      : (value as Uint8Array),
};

function readValue(anyValue: Json): CollectedValue {
  const [kind, value] = Object.entries(anyValue)[0] ?? [];
  // In protobuf's JSON mapping, null is a field that was not sent.
  return kind === undefined || value === null ? undefined : valueReaders[kind]?.(value);
}

function readInteger(value: unknown): number | bigint {
  const integer = BigInt(value as string | number | bigint);
  if (BigInt.asIntN(64, integer) !== integer) throw new Error('intValue is not a 64-bit integer');
  return Number.isSafeInteger(Number(integer)) ? Number(integer) : integer;
}

type Json = Readonly<Record<string, unknown>>;

function object(holder: unknown, name: string): Json {
  const value = (holder as Json)[name] ?? {};
  if (typeof value !== 'object') throw new Error(`${name} is not a message`);
  return value as Json;
}

function list(holder: unknown, name: string): readonly Json[] {
  const value = object(holder, name);
  return Array.isArray(value) ? value : [];
}

function text(holder: Json, name: string): string {
  return String(holder[name] ?? '');
}

function count(holder: Json, name: string): number {
  return Number(holder[name] ?? 0);
}

function nanoseconds(holder: Json, name: string): bigint {
  return BigInt((holder[name] ?? 0) as string | number | bigint);
}

function id(holder: Json, name: string, bytes: number): string {
  const value = text(holder, name).toLowerCase();
  const valid = /^[0-9a-f]*[1-9a-f][0-9a-f]*$/.test(value) && value.length === bytes * 2;
  if (!valid) throw new Error(`${name} is not an id of ${bytes} bytes`);
  return value;
}
