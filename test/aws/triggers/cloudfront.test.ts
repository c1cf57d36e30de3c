import { SpanKind, trace } from '@opentelemetry/api';
import { beforeAll, expect, test } from 'vitest';
import { cloudfront } from '../../../src/aws/triggers/cloudfront.ts';
import { spanId, traceId, useW3cPropagation } from '../../propagation/w3c.ts';
import { readEvent } from './events.ts';

beforeAll(useW3cPropagation);

const read = (name: string) => cloudfront.rootSpan(readEvent(`cloudfront/${name}`), undefined);

test('a request of a viewer becomes a server span', () => {
  const { parent, ...root } = read('viewer-request');

  expect(root).toStrictEqual({
    name: 'GET',
    kind: SpanKind.SERVER,
    attributes: {
      'faas.trigger': 'http',
      'http.request.method': 'GET',
      'url.path': '/pictures/cat.jpg',
      'url.query': 'size=large&sig=REDACTED',
      'server.address': 'shop.example.com',
      'client.address': '203.0.113.7',
      'user_agent.original': 'curl/8.9.1',
      'aws.cloudfront.distribution.id': 'EDFDVBD6EXAMPLE',
      'aws.cloudfront.event_type': 'viewer-request',
      'aws.cloudfront.request.id': '4TyzHTaYWb1GX1qTfsHhEqV6HUDd_BzoBZnwfnvQc_1oF26ClkoUSEQ==',
    },
  });
  const sender = parent && trace.getSpanContext(parent);
  expect(sender).toMatchObject({ traceId, spanId });
  expect(sender?.traceState?.serialize()).toBe('vendor=1');
});

test('on the way to the origin, the client is the first that was forwarded for', () => {
  expect(read('origin-request').attributes).toMatchObject({
    'server.address': 'example.org',
    'client.address': '2001:db8::17',
  });
});

test('without headers, what CloudFront knows is left', () => {
  expect(read('origin-response').attributes).toStrictEqual({
    'faas.trigger': 'http',
    'http.request.method': 'GET',
    'url.path': '/',
    'server.address': 'd111111abcdef8.cloudfront.net',
    'client.address': '203.0.113.7',
    'aws.cloudfront.distribution.id': 'EDFDVBD6EXAMPLE',
    'aws.cloudfront.event_type': 'origin-response',
  });
});

test('a response has a status, a request that is passed on has none', () => {
  expect(cloudfront.result?.({ status: '502' }, {})?.errorType).toBe('502');
  expect(cloudfront.result?.({ uri: '/' }, {})).toEqual({ attributes: {} });
});
