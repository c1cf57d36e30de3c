import type { Trigger } from '../../core/trigger.ts';
import { contextFromHeaders } from '../../propagation/headers.ts';
import { at, textAt } from '../../triggers/event-path.ts';
import { eventSpan } from '../../triggers/event-span.ts';
import { type Fields, isRecord, text } from '../../triggers/payload-fields.ts';

/**
 * Lambda authorizers of AppSync, for GraphQL and for Events. They answer AppSync, but belong to the client's trace. Token,
 * query and variables stay out of the span. The `aws.appsync.*` names are ours.
 */
export const appsyncAuthorizer: Trigger<Fields> = {
  // Those of API Gateway have a token, too, but no context of the request with it.
  matches: (event): event is Fields =>
    text(event, 'authorizationToken') !== undefined &&
    textAt(event, 'requestContext', 'apiId') !== undefined &&
    text(event, 'type') === undefined,

  rootSpan: (event) => {
    const context = at(event, 'requestContext');
    const headers = at(event, 'requestHeaders');
    return eventSpan(
      'http',
      {
        'aws.appsync.api.id': text(context, 'apiId'),
        'aws.appsync.request.id': text(context, 'requestId'),
        'graphql.operation.name': text(context, 'operationName'),
        'aws.appsync.operation': text(context, 'operation'),
        'aws.appsync.channel_namespace': text(context, 'channelNamespaceName'),
      },
      isRecord(headers) ? contextFromHeaders(headers) : undefined,
    );
  },
};
