import { SpanKind, trace } from '@opentelemetry/api';
import { beforeAll, expect, test } from 'vitest';
import { appsync } from '../../../src/aws/triggers/appsync.ts';
import { spanId, traceId, useW3cPropagation } from '../../propagation/w3c.ts';
import { readEvent } from './events.ts';

beforeAll(useW3cPropagation);

test('a direct resolver is named for its field, and joins the trace of the request', () => {
  const { parent, ...root } = appsync.rootSpan(readEvent('appsync/direct-resolver'), undefined);

  expect(root).toStrictEqual({
    name: 'Query.order',
    kind: SpanKind.SERVER,
    attributes: {
      'faas.trigger': 'http',
      'url.scheme': 'https',
      'server.address': 'abcdefghijklmnopqrstuvwxyz.appsync-api.eu-west-1.amazonaws.com',
      'server.port': 443,
      'client.address': '203.0.113.7',
      'user_agent.original': 'graphql-client/1.0',
      'graphql.operation.type': 'query',
      'aws.appsync.field': 'Query.order',
    },
  });
  expect(parent && trace.getSpanContext(parent)).toMatchObject({ traceId, spanId });
});

test('a field of an object does not tell the operation', () => {
  const root = appsync.rootSpan(readEvent('appsync/field-resolver'), undefined);

  expect(root.name).toBe('Order.lines');
  expect(root.attributes).not.toHaveProperty(['graphql.operation.type']);
  expect(root.attributes).toMatchObject({ 'server.address': 'graphql.example.com' });
});

test('a batch is one span with a count', () => {
  const { name, attributes, parent } = appsync.rootSpan(readEvent('appsync/batch'), undefined);

  expect(name).toBe('Order.lines');
  expect(attributes).toMatchObject({ 'antifreeze.batch.record_count': 2 });
  expect(parent && trace.getSpanContext(parent)).toMatchObject({ traceId, spanId });
});

test('an object that only resembles a resolver call is none', () => {
  expect(appsync.matches({ info: { parentTypeName: 'Query' }, arguments: {} })).toBe(false);
  expect(appsync.matches({ info: { parentTypeName: 'Query', fieldName: 'a' } })).toBe(false);
});

test("a resolver of Amplify's @function is one", () => {
  const root = appsync.rootSpan(readEvent('appsync/amplify-function'), undefined);

  expect(root).toMatchObject({
    name: 'Mutation.placeOrder',
    attributes: {
      'aws.appsync.field': 'Mutation.placeOrder',
      'graphql.operation.type': 'mutation',
    },
  });
  expect(root.parent && trace.getSpanContext(root.parent)).toMatchObject({ traceId, spanId });
});

test('a resolver may be called without arguments', () => {
  const { parent } = appsync.rootSpan(readEvent('appsync/without-arguments'), undefined);

  expect(appsync.matches(readEvent('appsync/without-arguments'))).toBe(true);
  expect(parent && trace.getSpanContext(parent)).toMatchObject({ traceId, spanId });
});
