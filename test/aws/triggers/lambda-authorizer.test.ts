import { SpanKind, trace } from '@opentelemetry/api';
import { beforeAll, expect, test } from 'vitest';
import { lambdaAuthorizer } from '../../../src/aws/triggers/lambda-authorizer.ts';
import { spanId, traceId, useW3cPropagation } from '../../propagation/w3c.ts';
import { useClockOfEvents } from './clock.ts';
import { readEvent } from './events.ts';

beforeAll(useW3cPropagation);
useClockOfEvents();

const read = (name: string) =>
  lambdaAuthorizer.rootSpan(readEvent(`lambda-authorizer/${name}`), undefined);

test('a TOKEN authorizer knows little beside its API, and keeps the token to itself', () => {
  expect(read('rest-token')).toStrictEqual({
    kind: SpanKind.SERVER,
    attributes: {
      'faas.trigger': 'http',
      'aws.api_gateway.authorizer.type': 'TOKEN',
      'aws.api_gateway.api.id': 'a1b2c3d4e5',
    },
  });
});

test('a REQUEST authorizer of a REST API knows the route', () => {
  expect(read('rest-request').attributes).toStrictEqual({
    'faas.trigger': 'http',
    'aws.api_gateway.authorizer.type': 'REQUEST',
    'aws.api_gateway.api.id': 'a1b2c3d4e5',
    'aws.api_gateway.stage': 'prod',
    'aws.api_gateway.request.id': '2f6f0f1c-3f0e-4b5e-9b3d-2f6f0f1c2d3e',
    'http.request.method': 'GET',
    'http.route': '/orders',
  });
});

test('an authorizer of an HTTP API, format 2.0, tells the same', () => {
  expect(read('http-2').attributes).toStrictEqual({
    'faas.trigger': 'http',
    'aws.api_gateway.authorizer.type': 'REQUEST',
    'aws.api_gateway.api.id': 'f6g7h8i9j0',
    'aws.api_gateway.stage': '$default',
    'aws.api_gateway.request.id': 'BqbcdGxSliAEJyA=',
    'http.request.method': 'GET',
    'http.route': '/orders',
    'antifreeze.event.age_ms': 5000,
  });
});

test('an authorizer joins the trace of the request that it judges', () => {
  const { parent, attributes } = read('websocket');

  expect(parent && trace.getSpanContext(parent)).toMatchObject({ traceId, spanId });
  expect(attributes).toMatchObject({ 'antifreeze.event.age_ms': 4999 });
  expect(attributes).not.toHaveProperty(['http.route']);
});
