import { SpanKind, trace } from '@opentelemetry/api';
import { beforeAll, expect, test } from 'vitest';
import { apiGatewayWebsocket } from '../../../src/aws/triggers/api-gateway-websocket.ts';
import { spanId, traceId, useW3cPropagation } from '../../propagation/w3c.ts';
import { useClockOfEvents } from './clock.ts';
import { readEvent } from './events.ts';

beforeAll(useW3cPropagation);
useClockOfEvents();

test('a message becomes a server span named for its route key', () => {
  const root = apiGatewayWebsocket.rootSpan(readEvent('api-gateway-websocket/message'), undefined);

  expect(root).toStrictEqual({
    name: 'sendMessage',
    kind: SpanKind.SERVER,
    attributes: {
      'faas.trigger': 'http',
      'antifreeze.event.age_ms': 78_000,
      'network.protocol.name': 'websocket',
      'url.scheme': 'wss',
      'server.address': 'k1l2m3n4o5.execute-api.eu-central-1.amazonaws.com',
      'server.port': 443,
      'client.address': '203.0.113.7',
      'user_agent.original': 'node',
      'aws.api_gateway.websocket.route_key': 'sendMessage',
      'aws.api_gateway.websocket.event_type': 'MESSAGE',
      'aws.api_gateway.websocket.connection_id': 'BqaXecYGliACJ1g=',
    },
  });
});

test('the handshake continues the trace of its headers, and keeps the query to itself', () => {
  const { name, parent, attributes } = apiGatewayWebsocket.rootSpan(
    readEvent('api-gateway-websocket/connect'),
    undefined,
  );

  expect(name).toBe('$connect');
  expect(parent && trace.getSpanContext(parent)).toMatchObject({ traceId, spanId });
  expect(JSON.stringify(attributes)).not.toContain('s3cr3t');
});

test('the end of a connection is told as such', () => {
  const root = apiGatewayWebsocket.rootSpan(
    readEvent('api-gateway-websocket/disconnect'),
    undefined,
  );

  expect(root.name).toBe('$disconnect');
  expect(root.attributes['aws.api_gateway.websocket.event_type']).toBe('DISCONNECT');
});

test.each([
  ['connect', { statusCode: 200 }, { 'http.response.status_code': 200 }, undefined],
  ['connect', { statusCode: 500 }, { 'http.response.status_code': 500 }, '500'],
  ['message', { statusCode: 200 }, {}, undefined],
  ['message', { statusCode: 500 }, {}, '500'],
  ['message', undefined, {}, undefined],
])('at a %s, %j counts as it is answered', (name, result, attributes, errorType) => {
  const event = readEvent(`api-gateway-websocket/${name}`);

  const summary = apiGatewayWebsocket.result?.(result, event);

  expect(summary).toEqual({ attributes, errorType });
});
