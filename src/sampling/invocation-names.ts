import type { Attributes } from '@opentelemetry/api';

/** Attributes of root spans that say which source an invocation came from. */
const nameAttributes = [
  'http.route',
  'url.path',
  'faas.trigger',
  'messaging.system',
  'messaging.destination.name',
  'aws.eventbridge.source',
  'aws.eventbridge.detail_type',
  'cloudevents.event_type',
  'cloudevents.event_source',
  'faas.document.collection',
] as const;

/** All that an invocation goes by: its root span's name, the route and the path with its method or without, the source. */
export function invocationNames(name: string, attributes: Attributes): string[] {
  const method = attributes['http.request.method'];
  const names = nameAttributes.flatMap((attribute) => {
    const value = attributes[attribute];
    if (typeof value !== 'string') return [];
    const isPlace = attribute === 'http.route' || attribute === 'url.path';
    return isPlace ? [value, `${method} ${value}`] : [value];
  });
  return [name, ...names];
}
