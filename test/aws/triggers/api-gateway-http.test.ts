import { propagation, SpanKind, trace } from '@opentelemetry/api';
import { beforeAll, expect, test } from 'vitest';
import { apiGatewayHttp } from '../../../src/aws/triggers/api-gateway-http.ts';
import { spanId, traceId, useW3cPropagation } from '../../propagation/w3c.ts';
import { useClockOfEvents } from './clock.ts';
import { readEvent } from './events.ts';

beforeAll(useW3cPropagation);
useClockOfEvents();

test('a request becomes a server span named for its route, and keeps no secret of the query', () => {
  const root = apiGatewayHttp.rootSpan(readEvent('api-gateway-http/full'), undefined);

  expect(root.name).toBe('POST /orders/{orderId}/lines');
  expect(root.kind).toBe(SpanKind.SERVER);
  expect(root.attributes).toStrictEqual({
    'faas.trigger': 'http',
    'antifreeze.event.age_ms': 291_000,
    'http.request.method': 'POST',
    'http.route': '/orders/{orderId}/lines',
    'url.path': '/dev/orders/o-42/lines',
    'url.query': 'dry=true&note=a%20b&X-Amz-Security-Token=REDACTED&tag=eins&tag=zwei',
    'url.scheme': 'https',
    'server.address': 'api.example.com',
    'server.port': 443,
    'client.address': '203.0.113.7',
    'user_agent.original': 'Mozilla/5.0 (X11; Linux x86_64; rv:146.0) Gecko/20100101 Firefox/146.0',
    'network.protocol.version': '1.1',
  });
});

test('the parent and the baggage come from the headers', () => {
  const { parent } = apiGatewayHttp.rootSpan(readEvent('api-gateway-http/full'), undefined);

  expect(parent && trace.getSpanContext(parent)).toMatchObject({ traceId, spanId });
  expect(parent && propagation.getBaggage(parent)?.getEntry('plan')?.value).toBe('gold');
});

test('a method that nobody knows and the default route name nothing', () => {
  const root = apiGatewayHttp.rootSpan(readEvent('api-gateway-http/default-route'), undefined);

  expect(root).toStrictEqual({
    name: 'HTTP',
    kind: SpanKind.SERVER,
    attributes: {
      'faas.trigger': 'http',
      'antifreeze.event.age_ms': 244_000,
      'http.request.method': '_OTHER',
      'http.request.method_original': 'PROPFIND',
      'url.path': '/anything',
      'url.scheme': 'https',
      'server.address': 'f6g7h8i9j0.execute-api.eu-west-1.amazonaws.com',
      'server.port': 443,
      'client.address': '203.0.113.8',
      'user_agent.original': 'davfs2/1.7.0',
      'network.protocol.version': '2',
    },
  });
});

test.each([
  [{ statusCode: 201 }, 201, undefined],
  [{ statusCode: '500' }, 500, '500'],
  [{ statusCode: 404 }, 404, undefined],
  [{ orderId: 'o-42' }, 200, undefined],
  ['hello', 200, undefined],
  [undefined, 200, undefined],
  [null, 200, undefined],
])('the result %j is answered with %i', (result, status, errorType) => {
  const summary = apiGatewayHttp.result?.(result, readEvent('api-gateway-http/full'));

  expect(summary).toEqual({ attributes: { 'http.response.status_code': status }, errorType });
});

test('of an invalid status code nothing is said', () => {
  const summary = apiGatewayHttp.result?.({ statusCode: 'teapot' }, {});

  expect(summary).toEqual({ attributes: {} });
});
