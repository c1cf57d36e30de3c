import { trace } from '@opentelemetry/api';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contextFromPubSub, withPubSubContext } from '../../src/propagation/pubsub.ts';
import { spanId, traceId, traceparent, useW3cPropagation } from './w3c.ts';

const fields = { traceparent, tracestate: 'a=1', baggage: 'user=1' };
const data = Buffer.from('hello');

test('what is written into a message is read from it', () => {
  useW3cPropagation();

  const attributes = withPubSubContext({ data }, fields);

  const context = contextFromPubSub(attributes ?? {});
  expect(context && trace.getSpanContext(context)).toMatchObject({ traceId, spanId });
});

test('fields of other propagators are attributes of their names', () => {
  expect(withPubSubContext({ attributes: { kind: 'order' } }, { b3: '1-2-1' })).toEqual({
    kind: 'order',
    b3: '1-2-1',
  });
});

test('attributes that were passed on carry who passes them on, others their own trace', () => {
  useW3cPropagation();
  const sent = (id: string) => `00-${id}-${'c'.repeat(16)}-01`;
  const passedOn = { traceparent: sent(traceId), kind: 'order' };

  expect(withPubSubContext({ attributes: passedOn }, fields)).toEqual({ ...fields, kind: 'order' });
  for (const name of ['traceparent', 'googclient_traceparent'])
    expect(
      withPubSubContext({ attributes: { [name]: sent('d'.repeat(32)) } }, fields),
    ).toBeUndefined();
});

test('with room for some, the trace goes before its baggage', () => {
  const names = Array.from({ length: 98 }, (_, index) => [`n${index}`, 'x']);
  const attributes = Object.fromEntries(names);

  const carrying = withPubSubContext({ data, attributes }, fields);

  expect(Object.keys(carrying ?? {}).slice(-2)).toEqual(['traceparent', 'tracestate']);
});

test('baggage that is too long for an attribute stays behind', () => {
  const baggage = `user=${'x'.repeat(1_020)}`;

  const carrying = withPubSubContext({ data }, { traceparent, baggage });

  expect(carrying).toEqual({ traceparent });
});

test('a message that is as large as Pub/Sub takes stays as it is', () => {
  const large = { data: Buffer.alloc(10_000_000 - 4_096) };

  expect(withPubSubContext(large, fields)).toBeUndefined();
});

test('whatever a message has, it never passes a limit by its context, and keeps what it had', () => {
  const attributes = fc.dictionary(fc.string({ maxLength: 300 }), fc.string({ maxLength: 1_100 }), {
    maxKeys: 120,
  });
  const context = fc.dictionary(
    fc.constantFrom('traceparent', 'tracestate', 'baggage', 'x'.repeat(257)),
    fc.string({ unit: 'binary', maxLength: 1_100 }),
  );
  const size = fc.constantFrom(0, 9_900_000, 9_995_000, 9_995_904, 10_000_000);

  fc.assert(
    fc.property(attributes, context, size, fc.nat({ max: 3 }), (own, given, length, reserved) => {
      const carrying = withPubSubContext(
        { data: Buffer.alloc(length), attributes: own },
        given,
        reserved,
      );

      if (!carrying) return;
      const added = Object.entries(carrying).filter(([name]) => !Object.hasOwn(own, name));
      expect(carrying).toMatchObject(own);
      expect(added.length).toBeGreaterThan(0);
      expect(Object.keys(carrying).length + reserved).toBeLessThanOrEqual(100);
      for (const [name, value] of added) {
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(256);
        expect(Buffer.byteLength(value)).toBeLessThanOrEqual(1_024);
      }
      const [total, before] = [sizeOf(carrying, length), sizeOf(own, length)];
      expect(total < 10_000_000 || before >= 10_000_000).toBe(true);
    }),
  );
});

function sizeOf(attributes: Readonly<Record<string, string>>, data: number): number {
  return data + Buffer.byteLength(Object.entries(attributes).flat().join(''));
}
