import { type CollectedSpan, kinds, statusCodes } from './collected-span.ts';
import type { CollectedAttributes, CollectedValue } from './fields.ts';

/** The spans as OTLP/JSON: an `ExportTraceServiceRequest`, in which `readSpans` finds the same again. */
export function toOtlpJson(spans: readonly CollectedSpan[]): object {
  const resources = groupBy(spans, ({ resource }) => resource);
  return {
    resourceSpans: [...resources].map(([resource, ofResource]) => ({
      resource: { attributes: keyValues(resource) },
      scopeSpans: [
        ...groupBy(ofResource, ({ scope }) => `${scope.name}\0${scope.version}`).values(),
      ].map((ofScope) => ({ scope: ofScope[0]?.scope, spans: ofScope.map(spanMessage) })),
    })),
  };
}

function spanMessage(span: CollectedSpan): object {
  const { start, end, kind, status, dropped, events, links, resource, scope, ...same } = span;
  return {
    ...same,
    kind: kinds.indexOf(kind),
    startTimeUnixNano: String(start),
    endTimeUnixNano: String(end),
    attributes: keyValues(span.attributes),
    events: events.map((event) => ({
      timeUnixNano: String(event.time),
      name: event.name,
      attributes: keyValues(event.attributes),
      droppedAttributesCount: event.droppedAttributes,
    })),
    links: links.map(({ droppedAttributes, attributes, ...link }) => ({
      ...link,
      attributes: keyValues(attributes),
      droppedAttributesCount: droppedAttributes,
    })),
    status: { code: statusCodes.indexOf(status.code), message: status.message },
    droppedAttributesCount: dropped.attributes,
    droppedEventsCount: dropped.events,
    droppedLinksCount: dropped.links,
  };
}

function groupBy<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}

/** Attributes as `KeyValue` messages. */
export function keyValues(attributes: CollectedAttributes): object[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: anyValue(value) }));
}

/** A value as an `AnyValue` message. */
export function anyValue(value: CollectedValue): object {
  switch (typeof value) {
    case 'undefined':
      return {};
    case 'string':
      return { stringValue: value };
    case 'boolean':
      return { boolValue: value };
    case 'bigint':
      return { intValue: String(value) };
    case 'number':
      return numberValue(value);
    default:
      return compositeValue(value);
  }
}

function numberValue(value: number): object {
  if (Number.isSafeInteger(value)) return { intValue: String(value) };
  return { doubleValue: Number.isFinite(value) ? value : String(value) };
}

function compositeValue(value: CollectedValue & object): object {
  if (value instanceof Uint8Array)
    return { bytesValue: btoa(Array.from(value, (byte) => String.fromCharCode(byte)).join('')) };
  if (Array.isArray(value)) return { arrayValue: { values: value.map(anyValue) } };
  return { kvlistValue: { values: keyValues(value as CollectedAttributes) } };
}
