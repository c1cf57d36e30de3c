import { lengthType, type ProtobufField, readFields } from '../otlp/protobuf-reader.ts';

/** What is in a request of any signal. */
export interface RequestSummary {
  /** Spans, log records or metrics. */
  readonly items: number;
  /** The `service.name` of each resource that has one, each once. */
  readonly services: readonly string[];
}

/**
 * Looks into an encoded request (opentelemetry-proto 1.x), such as an `ExportTraceServiceRequest`, down to its items, which
 * are counted but not read: the signals differ in these only. `undefined` where the bytes are no such request, or there is
 * nothing in it. Never throws.
 */
export function summarizeRequest(request: Uint8Array): RequestSummary | undefined {
  const ofResources = messagesIn(request, 1);
  if (!ofResources || ofResources.length === 0) return undefined;
  const services = new Set<string>();
  let items = 0;
  for (const group of ofResources) {
    const count = countItems(group);
    if (count === undefined) return undefined;
    items += count;
    const name = serviceOf(group);
    if (name !== undefined) services.add(name);
  }
  return items > 0 ? { items, services: [...services] } : undefined;
}

function countItems(ofResource: Uint8Array): number | undefined {
  const ofScopes = messagesIn(ofResource, 2);
  let count = 0;
  for (const group of ofScopes ?? []) {
    const items = messagesIn(group, 2);
    if (!items?.every((item) => protobufFields(item))) return undefined;
    count += items.length;
  }
  return ofScopes && count;
}

/** Resource, its attributes, and of a key and a value that are `service.name` and a string the latter. */
function serviceOf(ofResource: Uint8Array): string | undefined {
  const attributes = messagesIn(ofResource, 1)?.flatMap((resource) => messagesIn(resource, 1));
  const values = attributes?.flatMap((attribute) => {
    const fields = (attribute && protobufFields(attribute)) ?? [];
    return text(bytesOf(fields, 1)) === 'service.name' ? [bytesOf(fields, 2)] : [];
  });
  const value = values?.[0];
  return value && text(bytesOf(protobufFields(value) ?? [], 1));
}

/** The messages in the fields of one number. `undefined` where the bytes, or one of these fields, are no message. */
function messagesIn(message: Uint8Array, number: number): Uint8Array[] | undefined {
  const fields = protobufFields(message)?.filter((field) => field.number === number);
  const messages = fields?.flatMap(({ type, value }) =>
    type === lengthType && Buffer.isBuffer(value) ? [value] : [],
  );
  return messages?.length === fields?.length ? messages : undefined;
}

/** `undefined` where the bytes are no message. */
function protobufFields(message: Uint8Array): ProtobufField[] | undefined {
  try {
    return readFields(message);
  } catch {
    return undefined;
  }
}

function bytesOf(fields: readonly ProtobufField[], number: number): Uint8Array | undefined {
  const value = fields.find((field) => field.number === number)?.value;
  return Buffer.isBuffer(value) ? value : undefined;
}

function text(bytes: Uint8Array | undefined): string | undefined {
  return bytes && new TextDecoder().decode(bytes);
}
