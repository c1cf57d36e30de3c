import { SpanKind } from '@opentelemetry/api';
import { beforeAll, expect, test } from 'vitest';
import { recognize } from '../../../src/aws/triggers/index.ts';
import { lambdaDestination } from '../../../src/aws/triggers/lambda-destination.ts';
import { spanId, traceId, useW3cPropagation } from '../../propagation/w3c.ts';
import { useClockOfEvents } from './clock.ts';
import { readEvent } from './events.ts';
import { parentOf, rootSpanOf } from './root-span.ts';

beforeAll(useW3cPropagation);
useClockOfEvents();

test('a destination tells what became of an invocation, and continues the trace that it was of', () => {
  const root = rootSpanOf(lambdaDestination, 'lambda-destination/failure');

  expect(root.kind).toBe(SpanKind.SERVER);
  expect(root.attributes).toStrictEqual({
    'faas.trigger': 'other',
    'aws.lambda.destination.function.arn':
      'arn:aws:lambda:eu-west-1:123456789012:function:orders:$LATEST',
    'aws.lambda.destination.request.id': 'e4b46cbf-b738-4a2b-8880-a18cdf61200e',
    'aws.lambda.destination.condition': 'RetriesExhausted',
    'antifreeze.event.age_ms': 5000,
  });
  expect(parentOf(root)).toEqual({ traceId, spanId });
});

test.each(['sns/binary-attribute', 'api-gateway-rest/full', 'appsync-events/publish'])(
  'the other function may have got %s',
  (name) => {
    const requestPayload = readEvent(name);
    const event = { ...readEvent('lambda-destination/success'), requestPayload };

    expect(parentOf(lambdaDestination.rootSpan(event, undefined))).toEqual({ traceId, spanId });
  },
);

test.each([
  ['a queue', (record: object) => ({ Records: [queued(JSON.stringify(record))] })],
  [
    'a topic and a queue',
    (record: object) => ({
      Records: [queued(JSON.stringify({ Message: JSON.stringify(record) }))],
    }),
  ],
  [
    'a topic',
    (record: object) => ({
      Records: [{ EventSource: 'aws:sns', Sns: { Message: JSON.stringify(record) } }],
    }),
  ],
  [
    'a bus',
    (detail: object) => ({
      'detail-type': 'Lambda Function Invocation Result - Failure',
      source: 'lambda',
      detail,
    }),
  ],
])('the record is read as well where %s brings it', (_way, wrapped) => {
  const event = wrapped(readEvent('lambda-destination/failure'));

  expect(parentOf(recognize(event).rootSpan(event, undefined))).toEqual({ traceId, spanId });
});

function queued(body: string): object {
  return { eventSource: 'aws:sqs', body };
}
