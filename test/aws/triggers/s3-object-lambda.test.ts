import { SpanKind, trace } from '@opentelemetry/api';
import { beforeAll, expect, test } from 'vitest';
import { s3ObjectLambda } from '../../../src/aws/triggers/s3-object-lambda.ts';
import { spanId, traceId, useW3cPropagation } from '../../propagation/w3c.ts';
import { readEvent } from './events.ts';

beforeAll(useW3cPropagation);

test('a request for an object becomes a server span without its secrets', () => {
  const { parent, ...root } = s3ObjectLambda.rootSpan(readEvent('s3-object-lambda/get'), undefined);

  expect(root).toStrictEqual({
    name: 'GET',
    kind: SpanKind.SERVER,
    attributes: {
      'faas.trigger': 'http',
      'http.request.method': 'GET',
      'url.path': '/a.csv',
      'url.query': 'X-Amz-Signature=REDACTED&x=1',
      'url.scheme': 'https',
      'server.address': 'reports-123456789012.s3-object-lambda.eu-west-1.amazonaws.com',
      'server.port': 443,
      'aws.s3.object_lambda.access_point.arn':
        'arn:aws:s3-object-lambda:eu-west-1:123456789012:accesspoint/reports',
      'aws.request_id': '1a5ed718-5f53-471d-b6fe-5cf62d88d02a',
    },
  });
  expect(parent && trace.getSpanContext(parent)).toMatchObject({ traceId, spanId });
});

test('asking for the metadata alone is a HEAD', () => {
  const root = s3ObjectLambda.rootSpan(readEvent('s3-object-lambda/head'), undefined);

  expect(root.name).toBe('HEAD');
  expect(root.attributes).toMatchObject({ 'url.path': '/a.csv' });
});
