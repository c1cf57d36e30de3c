import { type Attributes, type Context, SpanKind } from '@opentelemetry/api';
import type { RootSpanInit } from '../core/trigger.ts';
import { present } from './http-server-span.ts';

/**
 * The root span of an event that is no client's request: it has the function's name, as the Lambda conventions want.
 * Attributes that are undefined or empty are left out.
 */
export function eventSpan(
  trigger: 'datasource' | 'http' | 'timer' | 'other',
  attributes: Attributes,
  parent?: Context,
): RootSpanInit {
  return {
    kind: SpanKind.SERVER,
    attributes: present({ 'faas.trigger': trigger, ...attributes }),
    ...(parent && { parent }),
  };
}

/** A root span with more to say. */
export function withAttributes(root: RootSpanInit, attributes: Attributes): RootSpanInit {
  return { ...root, attributes: { ...root.attributes, ...present(attributes) } };
}
