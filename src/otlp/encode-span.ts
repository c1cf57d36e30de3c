import type { Link, SpanContext } from '@opentelemetry/api';
import type { ReadableSpan, TimedEvent } from '@opentelemetry/sdk-trace';
import { writeAttributes } from './encode-attributes.ts';
import { ProtobufWriter } from './protobuf-writer.ts';

/** A span as OTLP's protobuf has it, without the tag that it has in a request. */
export type EncodeSpan = (span: ReadableSpan) => Uint8Array;

/**
 * The message `Span` of opentelemetry/proto/trace/v1/trace.proto. Throws where an attribute is what can't be encoded.
 * Fields stand in the order of their numbers, so they are written from the last.
 */
export const encodeSpan: EncodeSpan = (span) => {
  const writer = new ProtobufWriter();
  const context = span.spanContext();
  const { parentSpanContext: parent, status } = span;
  writer.fixed32(16, flagsOf(context.traceFlags, parent?.isRemote));
  writer.message(15, () => {
    writer.varint(3, status.code);
    if (status.message) writer.string(2, status.message);
  });
  const links = span.links.filter(isWhole);
  writer.varint(14, span.droppedLinksCount + span.links.length - links.length);
  for (const link of links.reverse()) writeLink(writer, link);
  writer.varint(12, span.droppedEventsCount);
  for (const event of span.events.toReversed()) writeEvent(writer, event);
  writer.varint(10, span.droppedAttributesCount);
  writeAttributes(writer, 9, span.attributes);
  writer.time(8, span.endTime);
  writer.time(7, span.startTime);
  writer.varint(6, span.kind + 1);
  writer.string(5, span.name);
  if (parent?.spanId) writer.hex(4, parent.spanId);
  writeContext(writer, context);
  return writer.finish();
};

/** Encodes each span once. */
export function encodingOnce(): EncodeSpan {
  const encoded = new WeakMap<ReadableSpan, Uint8Array>();
  return (span) => {
    const known = encoded.get(span);
    if (known) return known;
    const bytes = encodeSpan(span);
    // One that is open will change.
    if (span.ended) encoded.set(span, bytes);
    return bytes;
  };
}

function writeEvent(writer: ProtobufWriter, event: TimedEvent): void {
  writer.message(11, () => {
    writer.varint(4, event.droppedAttributesCount ?? 0);
    writeAttributes(writer, 3, event.attributes);
    writer.string(2, event.name);
    writer.time(1, event.time);
  });
}

/** A collector refuses a whole request for an id of another length. */
function isWhole({ context }: Link): boolean {
  return /^[\da-f]{32}-[\da-f]{16}$/i.test(`${context?.traceId}-${context?.spanId}`);
}

function writeLink(writer: ProtobufWriter, link: Link): void {
  const { context } = link;
  writer.message(13, () => {
    writer.fixed32(6, flagsOf(context.traceFlags, context.isRemote));
    writer.varint(5, link.droppedAttributesCount ?? 0);
    writeAttributes(writer, 4, link.attributes);
    writeContext(writer, context);
  });
}

/** Ids and state have the same numbers in spans and links. */
function writeContext(writer: ProtobufWriter, { traceId, spanId, traceState }: SpanContext): void {
  // One that has been JSON is a plain object.
  const state = traceState?.serialize?.();
  if (state) writer.string(3, state);
  writer.hex(2, spanId);
  writer.hex(1, traceId);
}

/** `SpanFlags`: of the W3C, whether it is known that the parent is remote, and whether it is. */
function flagsOf(traceFlags: number, isRemote: boolean | undefined): number {
  return (traceFlags & 0xff) | 0x100 | (isRemote ? 0x200 : 0);
}
