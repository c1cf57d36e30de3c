import { propagation, SpanKind, trace } from '@opentelemetry/api';
import { beforeAll, expect, test } from 'vitest';
import { alb } from '../../../src/aws/triggers/alb.ts';
import { spanId, traceId, useW3cPropagation } from '../../propagation/w3c.ts';
import { readEvent } from './events.ts';

beforeAll(useW3cPropagation);

test('a request becomes a server span, its query as the client encoded it', () => {
  const { parent, ...root } = alb.rootSpan(readEvent('alb/single-value'), undefined);

  expect(root).toStrictEqual({
    name: 'GET',
    kind: SpanKind.SERVER,
    attributes: {
      'faas.trigger': 'http',
      'http.request.method': 'GET',
      'url.path': '/orders',
      'url.query': 'note=a%20b+c&AWSAccessKeyId=REDACTED',
      'url.scheme': 'http',
      'server.address': 'orders-1234567890.us-east-1.elb.amazonaws.com',
      'server.port': 8080,
      'client.address': '203.0.113.7',
      'user_agent.original': 'curl/8.9.1',
    },
  });
  expect(parent && trace.getSpanContext(parent)).toMatchObject({ traceId, spanId });
});

test('multi-value headers and parameters are read whole', () => {
  const { parent, attributes } = alb.rootSpan(readEvent('alb/multi-value'), undefined);

  expect(attributes).toMatchObject({
    'url.query': 'tag=eins&tag=zw%65i&empty=',
    'server.address': 'orders.example.com',
    'server.port': 443,
  });
  const sender = parent && trace.getSpanContext(parent);
  expect(sender).toMatchObject({ traceId, spanId });
  expect(sender?.traceState?.serialize()).toBe('vendor=1,other=2');
  expect(parent && propagation.getBaggage(parent)?.getEntry('plan')?.value).toBe('gold');
});

test('a health check says little, and so does its span: not even the scheme', () => {
  const root = alb.rootSpan(readEvent('alb/health-check'), undefined);

  expect(root.attributes).toStrictEqual({
    'faas.trigger': 'http',
    'http.request.method': 'GET',
    'url.path': '/',
    'user_agent.original': 'ELB-HealthChecker/2.0',
  });
});

test('a result in the wrong format is answered with a 502', () => {
  expect(alb.result?.({ statusCode: 200 }, {})?.errorType).toBeUndefined();
  expect(alb.result?.(undefined, {})?.errorType).toBe('502');
});
