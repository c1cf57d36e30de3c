import type { InstrumentationScope } from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';
import { writeAttributes } from './encode-attributes.ts';
import { ProtobufWriter } from './protobuf-writer.ts';

/** What a request is made of. */
interface Requested {
  readonly resource: Resource;
  readonly instrumentationScope: InstrumentationScope;
}

/**
 * The message `ExportTraceServiceRequest` of opentelemetry/proto/collector/trace/v1/trace_service.proto, of what `encode`
 * makes of each item: spans, or log records or metrics, as the requests of all signals have the same fields.
 */
export function encodeRequest<Item extends Requested>(
  items: readonly Item[],
  encode: (item: Item) => Uint8Array,
  encodeOf: EncodeResource = encodeResource,
): Uint8Array {
  const writer = new ProtobufWriter();
  for (const [resource, ofResource] of grouped(items, (item) => item.resource))
    writer.message(1, () => {
      if (resource.schemaUrl) writer.string(3, resource.schemaUrl);
      for (const [scope, ofScope] of grouped(ofResource, (item) => item.instrumentationScope))
        writer.message(2, () => {
          if (scope.schemaUrl) writer.string(3, scope.schemaUrl);
          for (const item of ofScope.toReversed()) writer.bytes(2, encode(item));
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
  const writer = new ProtobufWriter();
  writer.varint(2, 0);
  writeAttributes(writer, 1, attributes);
  return writer.finish();
};

/** Items by what `keyOf` says, in the order in which they are written: the last first. */
function grouped<Item, Key>(
  items: readonly Item[],
  keyOf: (item: Item) => Key,
): [Key, readonly Item[]][] {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return [...groups].reverse();
}
