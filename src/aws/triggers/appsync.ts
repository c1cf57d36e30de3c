import { type Attributes, SpanKind } from '@opentelemetry/api';
import type { Trigger } from '../../core/trigger.ts';
import { contextFromHeaders } from '../../propagation/headers.ts';
import { at, common, textAt } from '../../triggers/event-path.ts';
import { clientAndServer, present } from '../../triggers/http-server-span.ts';
import { isRecord } from '../../triggers/payload-fields.ts';

const rootTypes: ReadonlySet<string> = new Set(['Query', 'Mutation', 'Subscription']);

/**
 * AppSync direct Lambda resolvers, one field at a time or, in a batch, for many parents at once. The span has the
 * field's coordinate in the schema (`Query.order`) as its name; that attribute and the size of a batch are ours.
 */
export const appsync: Trigger = {
  matches: (event): event is unknown => {
    const first = Array.isArray(event) ? event[0] : event;
    return coordinate(first) !== undefined && isRecord(at(first, 'arguments'));
  },

  rootSpan: (event) => {
    const calls: readonly unknown[] = Array.isArray(event) ? event : [event];
    const name = common(calls.map(coordinate));
    const headers = at(calls[0], 'request', 'headers');
    const parent = isRecord(headers) ? contextFromHeaders(headers) : undefined;
    return {
      ...(name !== undefined && { name }),
      kind: SpanKind.SERVER,
      attributes: present({
        'faas.trigger': 'http',
        ...clientAndServer({
          headers: isRecord(headers) ? headers : undefined,
          scheme: 'https',
          host: textAt(calls[0], 'request', 'domainName'),
        }),
        ...operation(calls[0]),
        'aws.appsync.field': name,
        'antifreeze.batch.record_count': Array.isArray(event) ? calls.length : undefined,
      }),
      ...(parent && { parent }),
    };
  },
};

function coordinate(call: unknown): string | undefined {
  const type = textAt(call, 'info', 'parentTypeName');
  const fieldName = textAt(call, 'info', 'fieldName');
  return type !== undefined && fieldName !== undefined ? `${type}.${fieldName}` : undefined;
}

/** Only the root types tell of the operation: a field of another type may be part of any. */
function operation(call: unknown): Attributes {
  const type = textAt(call, 'info', 'parentTypeName') ?? '';
  return rootTypes.has(type) ? { 'graphql.operation.type': type.toLowerCase() } : {};
}
