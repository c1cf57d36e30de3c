import type { InstrumentationScope } from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { writeAttributes } from './encode-attributes.ts';
import type { EncodeSpan } from './encode-span.ts';
import { ProtobufWriter } from './protobuf-writer.ts';

/** The message `ExportTraceServiceRequest` of opentelemetry/proto/collector/trace/v1/trace_service.proto. */
export function encodeRequest(
  spans: readonly ReadableSpan[],
  encodeSpan: EncodeSpan,
  encodeOf: EncodeResource = encodeResource,
): Uint8Array {
  const writer = new ProtobufWriter(1_024 * (spans.length + 4));
  for (const [resource, ofResource] of grouped(spans, (span) => span.resource))
    writer.message(1, () => {
      if (resource.schemaUrl) writer.string(3, resource.schemaUrl);
      for (const [scope, ofScope] of grouped(ofResource, (span) => span.instrumentationScope))
        writer.message(2, () => {
          if (scope.schemaUrl) writer.string(3, scope.schemaUrl);
          for (const span of ofScope.toReversed()) writer.bytes(2, encodeSpan(span));
          writeScope(writer, scope);
        });
      writer.bytes(1, encodeOf(resource));
    });
  return writer.finish();
}

function writeScope(writer: ProtobufWriter, { name, version }: InstrumentationScope): void {
  writer.message(1, () => {
    if (version) writer.string(2, version);
    writer.string(1, name);
  });
}

/** What a `Resource` is as a message. */
export type EncodeResource = (resource: Resource) => Uint8Array;

/** Encodes each resource once, of which a process has one or a few. */
export function encodingResourcesOnce(): EncodeResource {
  const encoded = new WeakMap<Resource, Uint8Array>();
  return (resource) => {
    const bytes = encoded.get(resource) ?? encodeResource(resource);
    if (!resource.asyncAttributesPending) encoded.set(resource, bytes);
    return bytes;
  };
}

const encodeResource: EncodeResource = ({ attributes }) => {
  const writer = new ProtobufWriter(1_024);
  writer.varint(2, 0);
  writeAttributes(writer, 1, attributes);
  return writer.finish();
};

/** Spans by what `keyOf` says, in the order in which they are written: the last first. */
function grouped<Key>(
  spans: readonly ReadableSpan[],
  keyOf: (span: ReadableSpan) => Key,
): [Key, readonly ReadableSpan[]][] {
  const groups = new Map<Key, ReadableSpan[]>();
  for (const span of spans) {
    const key = keyOf(span);
    const group = groups.get(key);
    if (group) group.push(span);
    else groups.set(key, [span]);
  }
  return [...groups].reverse();
}
