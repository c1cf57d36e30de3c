import { type Context, trace } from '@opentelemetry/api';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { contextFromJsonData, contextFromJsonMessage } from '../../src/propagation/message-json.ts';
import { spanId, traceId, traceparent, useW3cPropagation } from './w3c.ts';

beforeAll(useW3cPropagation);

const sender = { traceId, spanId };
const base64 = (text: string) => Buffer.from(text).toString('base64');
const senderIn = (context: Context | undefined) => context && trace.getSpanContext(context);
const wrapped = (Message: string) => JSON.stringify({ Type: 'Notification', Message });

test.each([
  ['fields of its own', JSON.stringify({ order: 1, traceparent })],
  ['the detail of an EventBridge event', JSON.stringify({ detail: { traceparent } })],
  [
    'the attributes of a notification',
    JSON.stringify({ MessageAttributes: { traceparent: { Type: 'String', Value: traceparent } } }),
  ],
  ['a message in a notification', wrapped(JSON.stringify({ traceparent }))],
  ['a notification in a notification', wrapped(wrapped(JSON.stringify({ traceparent })))],
])('a message carries its context in %s', (_place, message) => {
  expect(senderIn(contextFromJsonMessage(message))).toMatchObject(sender);
});

test.each([
  ['is nested too deep', wrapped(wrapped(wrapped(JSON.stringify({ traceparent }))))],
  ['is too long', JSON.stringify({ traceparent, text: 'x'.repeat(1_500_000) })],
  ['is a list', JSON.stringify([{ traceparent }])],
  ['is broken', `{"traceparent":"${traceparent}"`],
  ['is empty', ''],
])('a message that %s carries nothing', (_reason, message) => {
  expect(contextFromJsonMessage(message)).toBeUndefined();
  expect(contextFromJsonData(base64(message))).toBeUndefined();
});

test('data in base64 carries its context in fields of its own', () => {
  const data = base64(JSON.stringify({ order: 'ü', traceparent }));

  expect(senderIn(contextFromJsonData(data))).toMatchObject(sender);
});

test('any object is recognised by the first character of its base64', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue()), (other) => {
      const data = base64(JSON.stringify({ ...other, traceparent }));

      expect(senderIn(contextFromJsonData(data))).toMatchObject(sender);
    }),
  );
});

test('any value is read without a throw', () => {
  fc.assert(
    fc.property(fc.oneof(fc.anything(), fc.json(), fc.base64String()), (value) => {
      contextFromJsonMessage(value);
      contextFromJsonData(value);
      if (typeof value === 'string') contextFromJsonMessage(`{"traceparent":${value}}`);
    }),
  );
});
