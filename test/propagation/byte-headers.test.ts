import { type Context, propagation, trace } from '@opentelemetry/api';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { contextFromKafka, contextFromRabbitMq } from '../../src/propagation/byte-headers.ts';
import { spanId, traceId, traceparent, useW3cPropagation } from './w3c.ts';

beforeAll(useW3cPropagation);

const bytes = [...Buffer.from(traceparent)];
const senderIn = (context: Context | undefined) => context && trace.getSpanContext(context);

test.each([
  ['Kafka', () => contextFromKafka([{ other: [1, 2] }, { TraceParent: bytes }])],
  ['RabbitMQ', () => contextFromRabbitMq({ other: 10, TraceParent: { bytes } })],
  ['RabbitMQ as text', () => contextFromRabbitMq({ traceparent })],
])('headers of %s are read in any spelling', (_source, read) => {
  expect(senderIn(read())).toMatchObject({ traceId, spanId });
});

test('bytes may be signed, as those of Java are', () => {
  const baggage = [...Buffer.from('name=ü')].map((byte) => (byte > 127 ? byte - 256 : byte));

  const context = contextFromKafka([{ traceparent: bytes }, { baggage }]);

  const entry = context && propagation.getBaggage(context)?.getEntry('name');
  expect(entry?.value).toBe('ü');
});

test('any value is read without a throw', () => {
  const headers = fc.oneof(
    fc.jsonValue(),
    fc.array(fc.record({ traceparent: fc.jsonValue(), baggage: fc.array(fc.integer()) })),
    fc.record({ traceparent: fc.jsonValue(), baggage: fc.record({ bytes: fc.jsonValue() }) }),
  );
  fc.assert(
    fc.property(headers, (value) => {
      contextFromKafka(value);
      contextFromRabbitMq(value);
    }),
    { examples: [[[{ traceparent: [{ toString: '' }], baggage: [] }]]] },
  );
});
