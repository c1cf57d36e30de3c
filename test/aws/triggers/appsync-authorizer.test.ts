import { SpanKind } from '@opentelemetry/api';
import { beforeAll, expect, test } from 'vitest';
import { appsyncAuthorizer } from '../../../src/aws/triggers/appsync-authorizer.ts';
import { spanId, traceId, useW3cPropagation } from '../../propagation/w3c.ts';
import { parentOf, rootSpanOf } from './root-span.ts';

beforeAll(useW3cPropagation);

test('an authorizer of GraphQL joins the trace of the client, and keeps token and query to itself', () => {
  const root = rootSpanOf(appsyncAuthorizer, 'appsync-authorizer/graphql');

  expect(root).toMatchObject({ kind: SpanKind.SERVER });
  expect(root.attributes).toStrictEqual({
    'faas.trigger': 'http',
    'aws.appsync.api.id': 'aaaaaa123123123example123',
    'aws.appsync.request.id': 'f4081827-1111-4444-5555-5cf4695f339f',
    'graphql.operation.name': 'PlaceOrder',
  });
  expect(parentOf(root)).toEqual({ traceId, spanId });
});

test('an authorizer of Events tells what is asked for, and in which namespace', () => {
  expect(rootSpanOf(appsyncAuthorizer, 'appsync-authorizer/events').attributes).toMatchObject({
    'aws.appsync.operation': 'EVENT_SUBSCRIBE',
    'aws.appsync.channel_namespace': 'orders',
  });
});
