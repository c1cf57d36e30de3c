import { type Attributes, SpanKind } from '@opentelemetry/api';
import type { RootSpanInit, Trigger } from '../../core/trigger.ts';
import { contextFromHeaders } from '../../propagation/headers.ts';
import { at, common, textAt } from '../../triggers/event-path.ts';
import { clientAndServer, present } from '../../triggers/http-server-span.ts';
import { isRecord, text } from '../../triggers/payload-fields.ts';

const rootTypes: ReadonlySet<string> = new Set(['Query', 'Mutation', 'Subscription']);

/**
 * AppSync resolvers: direct ones, one field at a time or, in a batch, for many parents at once, and those of Amplify's
 * `@function`. The span has the field's coordinate in the schema (`Query.order`) as its name; that attribute and the
 * size of a batch are ours.
 */
export const appsync: Trigger = {
  matches: (event): event is unknown => {
    const first = Array.isArray(event) ? event[0] : event;
    const isOfClient = isRecord(at(first, 'arguments')) || isRecord(at(first, 'request'));
    return isOfClient && coordinate(first) !== undefined;
  },

  rootSpan: (event) => {
    const calls: readonly unknown[] = Array.isArray(event) ? event : [event];
    const name = common(calls.map(coordinate));
    return appsyncSpan(calls[0], name, {
      ...operation(calls[0]),
      'aws.appsync.field': name,
      'antifreeze.batch.record_count': Array.isArray(event) ? calls.length : undefined,
    });
  },
};

/** The root span of what AppSync does for a client, whose headers are in `request`. */
export function appsyncSpan(
  call: unknown,
  name: string | undefined,
  attributes: Attributes,
): RootSpanInit {
  const found = at(call, 'request', 'headers');
  const headers = isRecord(found) ? found : undefined;
  const parent = contextFromHeaders(headers);
  return {
    ...(name !== undefined && { name }),
    kind: SpanKind.SERVER,
    attributes: present({
      'faas.trigger': 'http',
      ...clientAndServer({
        headers,
        scheme: 'https',
        host: textAt(call, 'request', 'domainName'),
      }),
      ...attributes,
    }),
    ...(parent && { parent }),
  };
}

function coordinate(call: unknown): string | undefined {
  const type = typeOf(call);
  const fieldName = textAt(call, 'info', 'fieldName') ?? text(call, 'fieldName');
  return type !== undefined && fieldName !== undefined ? `${type}.${fieldName}` : undefined;
}

/** Amplify has it at the top. */
function typeOf(call: unknown): string | undefined {
  return textAt(call, 'info', 'parentTypeName') ?? text(call, 'typeName');
}

/** Only the root types tell of the operation: a field of another type may be part of any. */
function operation(call: unknown): Attributes {
  const type = typeOf(call) ?? '';
  return rootTypes.has(type) ? { 'graphql.operation.type': type.toLowerCase() } : {};
}
