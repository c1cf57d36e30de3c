import { SpanKind, trace } from '@opentelemetry/api';
import { beforeAll, expect, test } from 'vitest';
import { functionUrl } from '../../../src/aws/triggers/function-url.ts';
import { spanId, traceId, useW3cPropagation } from '../../propagation/w3c.ts';
import { useClockOfEvents } from './clock.ts';
import { readEvent } from './events.ts';

beforeAll(useW3cPropagation);
useClockOfEvents();

test('a request becomes a server span without a route', () => {
  const { parent, ...root } = functionUrl.rootSpan(readEvent('function-url/full'), undefined);

  expect(root).toStrictEqual({
    name: 'GET',
    kind: SpanKind.SERVER,
    attributes: {
      'faas.trigger': 'http',
      'antifreeze.event.age_ms': 165_000,
      'http.request.method': 'GET',
      'url.path': '/reports/2026',
      'url.query': 'format=csv',
      'url.scheme': 'https',
      'server.address': 'abcdefghijklmnopqrstuvwxyz012345.lambda-url.us-east-1.on.aws',
      'server.port': 443,
      'client.address': '203.0.113.7',
      'user_agent.original': 'python-requests/2.32.3',
      'network.protocol.version': '1.1',
    },
  });
  expect(parent && trace.getSpanContext(parent)).toMatchObject({ traceId, spanId });
});

test('what the request lacks, the span lacks', () => {
  const root = functionUrl.rootSpan(readEvent('function-url/minimal'), undefined);

  expect(root).not.toHaveProperty('parent');
  expect(root.attributes).not.toHaveProperty(['url.query']);
  expect(root.attributes).not.toHaveProperty(['user_agent.original']);
});

test('a result without a status code is the body of a 200', () => {
  const summary = functionUrl.result?.({ message: 'hello' }, {});

  expect(summary?.attributes).toEqual({ 'http.response.status_code': 200 });
});
