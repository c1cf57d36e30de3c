import { SpanKind, trace } from '@opentelemetry/api';
import { beforeAll, expect, test } from 'vitest';
import { vpcLattice } from '../../../src/aws/triggers/vpc-lattice.ts';
import { spanId, traceId, useW3cPropagation } from '../../propagation/w3c.ts';
import { useClockOfEvents } from './clock.ts';
import { readEvent } from './events.ts';

beforeAll(useW3cPropagation);
useClockOfEvents();

test('a request of version 1 has its query in its path', () => {
  const { parent, ...root } = vpcLattice.rootSpan(readEvent('vpc-lattice/version-1'), undefined);

  expect(root).toStrictEqual({
    name: 'GET',
    kind: SpanKind.SERVER,
    attributes: {
      'faas.trigger': 'http',
      'http.request.method': 'GET',
      'url.path': '/orders/o-42',
      'url.query': 'expand=lines?&sig=REDACTED',
      'server.address': 'orders.example.com',
      'client.address': '10.0.1.17',
      'user_agent.original': 'curl/8.9.1',
    },
  });
  expect(parent && trace.getSpanContext(parent)).toMatchObject({ traceId, spanId });
});

test('a request of version 2 tells its service, and when it came, in microseconds', () => {
  const { parent, attributes } = vpcLattice.rootSpan(readEvent('vpc-lattice/version-2'), undefined);

  expect(attributes).toMatchObject({
    'http.request.method': 'PUT',
    'url.path': '/orders/o-42',
    'url.query': 'expand=lines%20%26%20notes&tag=a&tag=b',
    'aws.vpc_lattice.service.arn':
      'arn:aws:vpc-lattice:eu-west-1:123456789012:service/svc-0123456789abcdef0',
    'antifreeze.event.age_ms': 4877,
  });
  const sender = parent && trace.getSpanContext(parent);
  expect(sender?.traceState?.serialize()).toBe('vendor=1,other=2');
});

test.each(['version-1-minimal', 'version-2-minimal'])('%s is a request, too', (name) => {
  const { parent, attributes } = vpcLattice.rootSpan(readEvent(`vpc-lattice/${name}`), undefined);

  expect(attributes).toHaveProperty(['url.path']);
  expect(parent).toBeUndefined();
});

test('a status is the response; without one nothing is known of it', () => {
  expect(vpcLattice.result?.({ statusCode: 503 }, {})).toEqual({
    attributes: { 'http.response.status_code': 503 },
    errorType: '503',
  });
  expect(vpcLattice.result?.({ body: 'x' }, {})).toEqual({ attributes: {} });
});
