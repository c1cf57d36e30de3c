import type { Attributes, HrTime, Link, SpanContext, SpanStatus } from '@opentelemetry/api';
import { hrTimeDuration, type InstrumentationScope } from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';
import type { ReadableSpan, TimedEvent } from '@opentelemetry/sdk-trace';
import { parseTraceState } from '../propagation/trace-state.ts';
import { type ProtobufField, readFields } from './protobuf-reader.ts';

/** What a span has beside its own bytes. */
export interface SpanOrigin {
  readonly resource: Resource;
  readonly instrumentationScope: InstrumentationScope;
}

/** The span that `encodeSpan` has made these bytes of. Throws where the bytes are none. */
export function decodeSpan(bytes: Uint8Array, origin: SpanOrigin): ReadableSpan {
  const fields = fieldsOf(bytes);
  const flags = fields.fixed32(16);
  const spanContext = contextOf(fields, flags & 0xff);
  const startTime = fields.time(7);
  const endTime = fields.time(8);
  const parentId = fields.hex(4);
  return {
    ...origin,
    spanContext: () => spanContext,
    ...(parentId && {
      parentSpanContext: {
        traceId: spanContext.traceId,
        spanId: parentId,
        traceFlags: spanContext.traceFlags,
        isRemote: isRemote(flags),
      },
    }),
    name: fields.text(5),
    kind: fields.number(6) - 1,
    startTime,
    endTime,
    duration: hrTimeDuration(startTime, endTime),
    ended: true,
    attributes: fields.attributes(9),
    droppedAttributesCount: fields.number(10),
    events: fields.all(11).map(eventOf),
    droppedEventsCount: fields.number(12),
    links: fields.all(13).map(linkOf),
    droppedLinksCount: fields.number(14),
    status: statusOf(fields.all(15)[0] ?? Buffer.alloc(0)),
  };
}

function eventOf(bytes: Buffer): TimedEvent {
  const fields = fieldsOf(bytes);
  return {
    time: fields.time(1),
    name: fields.text(2),
    attributes: fields.attributes(3),
    droppedAttributesCount: fields.number(4),
  };
}

function linkOf(bytes: Buffer): Link {
  const fields = fieldsOf(bytes);
  const flags = fields.fixed32(6);
  return {
    context: { ...contextOf(fields, flags & 0xff), isRemote: isRemote(flags) },
    attributes: fields.attributes(4),
    droppedAttributesCount: fields.number(5),
  };
}

function statusOf(bytes: Buffer): SpanStatus {
  const fields = fieldsOf(bytes);
  const message = fields.text(2);
  return { code: fields.number(3), ...(message && { message }) };
}

function contextOf(fields: Fields, traceFlags: number): SpanContext {
  const traceState = parseTraceState(fields.text(3));
  return {
    traceId: fields.hex(1),
    spanId: fields.hex(2),
    traceFlags,
    ...(traceState && { traceState }),
  };
}

function isRemote(flags: number): boolean {
  return (flags & 0x200) !== 0;
}

/** Reads the fields of one message by their numbers; what isn't there is empty, as in proto3. */
function fieldsOf(message: Uint8Array) {
  const fields = readFields(message);
  const last = (number: number) => fields.findLast((field) => field.number === number)?.value;
  const bytes = (number: number) => {
    const value = last(number);
    return Buffer.isBuffer(value) ? value : undefined;
  };
  return {
    all: (number: number) => all(fields, number),
    number: (number: number) => Number(last(number) ?? 0),
    text: (number: number) => bytes(number)?.toString() ?? '',
    hex: (number: number) => bytes(number)?.toString('hex') ?? '',
    fixed32: (number: number) => bytes(number)?.readUInt32LE() ?? 0,
    time: (number: number) => toHrTime(bytes(number)?.readBigUInt64LE() ?? 0n),
    attributes: (number: number) => toAttributes(all(fields, number)),
  };
}

type Fields = ReturnType<typeof fieldsOf>;

function all(fields: readonly ProtobufField[], number: number): Buffer[] {
  return fields.flatMap((field) =>
    field.number === number && Buffer.isBuffer(field.value) ? [field.value] : [],
  );
}

function toHrTime(nanoseconds: bigint): HrTime {
  return [Number(nanoseconds / 1_000_000_000n), Number(nanoseconds % 1_000_000_000n)];
}

function toAttributes(pairs: readonly Buffer[]): Attributes {
  const entries = pairs.map((pair) => {
    const fields = fieldsOf(pair);
    return [fields.text(1), toValue(fields.all(2)[0])];
  });
  return Object.fromEntries(entries);
}

/** Of an `AnyValue`; undefined where it is empty. */
function toValue(bytes: Buffer | undefined): unknown {
  const [field] = bytes ? readFields(bytes) : [];
  if (!field) return undefined;
  const { number, value } = field;
  if (!Buffer.isBuffer(value))
    return number === 2 ? value !== 0n : Number(BigInt.asIntN(64, value));
  if (number === 1) return value.toString();
  if (number === 4) return value.readDoubleLE();
  if (number === 5) return all(readFields(value), 1).map(toValue);
  if (number === 6) return toAttributes(all(readFields(value), 1));
  return new Uint8Array(value);
}
