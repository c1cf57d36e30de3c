import { propagation, SpanKind, trace } from '@opentelemetry/api';
import { beforeAll, expect, test } from 'vitest';
import { apiGatewayRest } from '../../../src/aws/triggers/api-gateway-rest.ts';
import { spanId, traceId, useW3cPropagation } from '../../propagation/w3c.ts';
import { useClockOfEvents } from './clock.ts';
import { readEvent } from './events.ts';

beforeAll(useW3cPropagation);
useClockOfEvents();

test('a request becomes a server span named for its route', () => {
  const root = apiGatewayRest.rootSpan(readEvent('api-gateway-rest/full'), undefined);

  expect(root.name).toBe('GET /orders/{orderId}');
  expect(root.kind).toBe(SpanKind.SERVER);
  expect(root.attributes).toStrictEqual({
    'faas.trigger': 'http',
    'antifreeze.event.age_ms': 450_877,
    'http.request.method': 'GET',
    'http.route': '/orders/{orderId}',
    'url.path': '/prod/orders/o-42',
    'url.query': 'expand=lines%20%26%20notes&tag=eins&tag=zwei&X-Amz-Signature=REDACTED',
    'url.scheme': 'https',
    'server.address': 'a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com',
    'server.port': 443,
    'client.address': '203.0.113.7',
    'user_agent.original': 'curl/8.9.1',
    'network.protocol.version': '1.1',
  });
});

test('the parent and the baggage come from the headers, with the repeated ones', () => {
  const { parent } = apiGatewayRest.rootSpan(readEvent('api-gateway-rest/full'), undefined);

  const sender = parent && trace.getSpanContext(parent);
  expect(sender).toMatchObject({ traceId, spanId });
  expect(sender?.traceState?.serialize()).toBe('vendor=1,other=2');
  expect(parent && propagation.getBaggage(parent)?.getEntry('tenant')?.value).toBe('blue');
});

test('without headers, what the gateway knows is left', () => {
  const root = apiGatewayRest.rootSpan(readEvent('api-gateway-rest/console-test'), undefined);

  expect(root).toStrictEqual({
    name: 'POST /{proxy+}',
    kind: SpanKind.SERVER,
    attributes: {
      'faas.trigger': 'http',
      'antifreeze.event.age_ms': 425_000,
      'http.request.method': 'POST',
      'http.route': '/{proxy+}',
      'url.path': '/health',
      'url.scheme': 'https',
      'server.address': 'testPrefix.testDomainName',
      'server.port': 443,
      'client.address': 'test-invoke-source-ip',
      'user_agent.original': 'aws-internal/3',
      'network.protocol.version': '1.1',
    },
  });
});

test('an HTTP API with payload format 1.0 has no route where only the default one matched', () => {
  const { name, attributes } = apiGatewayRest.rootSpan(
    readEvent('api-gateway-rest/http-api-payload-1'),
    undefined,
  );

  expect(name).toBe('DELETE');
  expect(attributes).not.toHaveProperty(['http.route']);
  expect(attributes).toMatchObject({
    'url.path': '/dev/orders',
    'client.address': '2001:db8::17',
  });
});

test.each([
  [{ statusCode: 201 }, 201, undefined],
  [{ statusCode: '204' }, 204, undefined],
  [{ statusCode: 404 }, 404, undefined],
  [{ statusCode: 503 }, 503, '503'],
  [undefined, 502, '502'],
  ['hello', 502, '502'],
  [{ body: 'hello' }, 502, '502'],
  [{ statusCode: 'teapot' }, 502, '502'],
  [{ statusCode: 200.5 }, 502, '502'],
])('the result %j is answered with %i', (result, status, errorType) => {
  const summary = apiGatewayRest.result?.(result, readEvent('api-gateway-rest/full'));

  expect(summary).toEqual({ attributes: { 'http.response.status_code': status }, errorType });
});
