import { NumberValue } from '@aws-sdk/lib-dynamodb';
import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import {
  awsTraceHeader,
  contextFromAwsTraceHeader,
} from '../../../src/propagation/aws-trace-header.ts';
import {
  contextFromClientContext,
  withClientContext,
} from '../../../src/propagation/client-context.ts';
import { contextFields } from '../../../src/propagation/context-fields.ts';
import { itemHash, objectHash } from '../../../src/propagation/deterministic-link.ts';
import { contextFromJson, withJsonContext } from '../../../src/propagation/json-object.ts';
import { contextFromKinesis, withKinesisContext } from '../../../src/propagation/kinesis.ts';
import { contextFromSns, withSnsContext } from '../../../src/propagation/sns.ts';
import { contextFromSqs, withSqsContext } from '../../../src/propagation/sqs.ts';
import { spanId, traceId, useW3cPropagation } from '../../propagation/w3c.ts';

beforeAll(useW3cPropagation);

const sender = { traceId, spanId, traceFlags: 1 };
const fields = () => contextFields(trace.setSpanContext(ROOT_CONTEXT, sender));
const read = (context: ReturnType<typeof contextFromSqs>) =>
  context && trace.getSpanContext(context);
const received = { traceId, spanId, isRemote: true };

test('SQS: what is sent is read, as the SDK receives it and as a function does', () => {
  const sent = withSqsContext({ a: { DataType: 'Number', StringValue: '1' } }, fields());
  const event = { traceparent: { stringValue: sent?.['traceparent']?.StringValue } };

  expect(read(contextFromSqs(sent))).toMatchObject(received);
  expect(read(contextFromSqs(event))).toMatchObject(received);
});

test('SNS: what is published is read from a notification, and from a queue by raw delivery', () => {
  const value = withSnsContext(undefined, fields())?.['traceparent']?.BinaryValue;
  const base64 = Buffer.from(value ?? []).toString('base64');

  expect(read(contextFromSns({ traceparent: { Type: 'Binary', Value: base64 } }))).toMatchObject(
    received,
  );
  expect(
    read(contextFromSqs({ traceparent: { dataType: 'Binary', binaryValue: base64 } })),
  ).toMatchObject(received);
  expect(read(contextFromSqs({ traceparent: { BinaryValue: value } }))).toMatchObject(received);
});

test('Lambda: what is put into a client context is read from it', () => {
  const encoded = withClientContext(undefined, fields()) ?? '';

  const clientContext: unknown = JSON.parse(Buffer.from(encoded, 'base64').toString());

  expect(read(contextFromClientContext(clientContext))).toMatchObject(received);
});

test('Kinesis: what is put into a record is read from it, as bytes and as base64', () => {
  const data = withKinesisContext(Buffer.from('{"a":1}'), fields()) ?? new Uint8Array();

  expect(read(contextFromKinesis(data))).toMatchObject(received);
  expect(read(contextFromKinesis(Buffer.from(data).toString('base64')))).toMatchObject(received);
});

test('JSON objects carry context and mean the same without it, whatever is in them', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string(), fc.jsonValue()),
      fc.constantFrom('', ' \n'),
      (value, space) => {
        const json = space + JSON.stringify(value);
        const { traceparent, ...rest } = JSON.parse(withJsonContext(json, fields()) ?? '');

        expect(traceparent).toBe(fields()['traceparent']);
        expect(rest).toEqual(JSON.parse(json));
      },
    ),
  );
});

test('whatever is no JSON object, or carries a context, stays as it is', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      const isObject = /^\s*\{/.test(text) && isJson(text);
      expect(withJsonContext(text, fields()) !== undefined).toBe(isObject);
    }),
  );
  expect(withJsonContext('{"a":1,"traceparent":null}', fields())).toBeUndefined();
});

const others = () => ({ traceparent: `00-${traceId}-${'c'.repeat(16)}-01` });
const strangers = () => ({ traceparent: `00-${'d'.repeat(32)}-${'c'.repeat(16)}-01` });

test('JSON that was passed on carries who passes it on, and is the same otherwise', () => {
  const written = () => ({ ...fields(), tracestate: 'a=1' });
  fc.assert(
    fc.property(
      fc.dictionary(fc.string(), fc.jsonValue()),
      fc.constantFrom(0, 2),
      (value, space) => {
        const json = JSON.stringify({ detail: others(), ...value, ...others() }, undefined, space);

        const changed = withJsonContext(json, written()) ?? '';

        expect(JSON.parse(changed)).toEqual({ ...JSON.parse(json), ...written() });
      },
    ),
  );
});

test('JSON keeps its digits where it was passed on, and a context of another trace', () => {
  const json = (carried: object) =>
    `{"id":12345678901234567890,"sums":[1.50,-0],${JSON.stringify(carried).slice(1)}`;

  expect(withJsonContext(json(others()), fields())).toBe(json(fields()));
  expect(withJsonContext(json(strangers()), fields())).toBeUndefined();
});

test('attributes that were passed on carry who passes them on, others their own trace', () => {
  const asText = ({ traceparent }: ReturnType<typeof others>) => ({
    traceparent: { DataType: 'String', StringValue: traceparent },
  });

  for (const write of [withSqsContext, withSnsContext]) {
    expect(read(contextFromSqs(write(asText(others()), fields())))).toMatchObject(received);
    expect(write(asText(strangers()), fields())).toBeUndefined();
  }
});

test('a client context that was passed on carries who passes it on, another its own trace', () => {
  const encode = (custom: object) => Buffer.from(JSON.stringify({ custom })).toString('base64');
  const given = { ...others(), tenant: 'a' };

  const encoded = withClientContext(encode(given), fields()) ?? '';

  expect(JSON.parse(Buffer.from(encoded, 'base64').toString())).toEqual({
    custom: { ...fields(), tenant: 'a' },
  });
  expect(withClientContext(encode(strangers()), fields())).toBeUndefined();
});

test('a number is the same key however it is written', () => {
  const spellings = fc
    .tuple(fc.bigInt({ min: -(10n ** 37n), max: 10n ** 37n }), fc.integer({ min: 0, max: 60 }))
    .map(([digits, places]) => {
      const sign = digits < 0n ? '-' : '';
      const padded = digits
        .toString()
        .replace('-', '')
        .padStart(places + 1, '0');
      const split = padded.length - places;
      // As DynamoDB gives it back, without zeros that say nothing.
      const stored = `${sign}${padded.slice(0, split)}.${padded.slice(split)}`.replace(
        /\.?0*$/,
        '',
      );
      return {
        stored: digits === 0n ? '0' : stored,
        spellings: [
          `${sign}00${padded.slice(0, split)}.${padded.slice(split)}00`,
          `${digits}e-${places}`,
          `${digits}000E${-places - 3}`,
        ],
      };
    });

  fc.assert(
    fc.property(spellings, ({ stored, spellings }) => {
      const streamed = itemHash('orders', { id: { N: stored } });
      for (const spelling of spellings) {
        expect(itemHash('orders', { id: { N: spelling } })).toBe(streamed);
        expect(itemHash('orders', { id: NumberValue.from(spelling) })).toBe(streamed);
      }
    }),
  );
  expect(itemHash('orders', { id: 1e21 })).toBe(
    itemHash('orders', { id: { N: `1${'0'.repeat(21)}` } }),
  );
  expect(itemHash('orders', { id: 7n })).toBe(itemHash('orders', { id: { N: '7.0' } }));
  expect(itemHash('orders', { id: 10 })).not.toBe(itemHash('orders', { id: 1 }));
  expect(itemHash('orders', { id: 1 })).not.toBe(itemHash('orders', { id: '1' }));
});

test('whatever is received, reading it gives a context or nothing', () => {
  fc.assert(
    fc.property(fc.anything(), fc.string(), fc.uint8Array(), (value, text, bytes) => {
      const attributes = { traceparent: value, tracestate: value };
      for (const reader of [
        contextFromSqs,
        contextFromSns,
        contextFromJson,
        contextFromClientContext,
      ]) {
        expect(() => [
          reader(value),
          reader(attributes),
          reader({ custom: attributes }),
        ]).not.toThrow();
      }
      expect(() => [contextFromKinesis(text), contextFromKinesis(bytes)]).not.toThrow();
      expect(() => [
        contextFromAwsTraceHeader(value),
        contextFromAwsTraceHeader(text),
      ]).not.toThrow();
      expect(() => withClientContext(text, fields())).not.toThrow();
    }),
  );
});

test('a trace header is read when a tracer wrote it, and not when AWS did', () => {
  const header = awsTraceHeader(sender, 'Root=1-0-0;Parent=0;Sampled=0;Lineage=a;Self=1');
  const now = Math.floor(Date.now() / 1000).toString(16);

  expect(header).toBe(
    `Root=1-0af76519-16cd43dd8448eb211c80319c;Parent=${spanId};Sampled=0;Lineage=a;Self=1`,
  );
  expect(read(contextFromAwsTraceHeader(header))).toMatchObject({ ...received, traceFlags: 1 });
  expect(
    contextFromAwsTraceHeader(`Root=1-${now}-16cd43dd8448eb211c80319c;Parent=${spanId};Sampled=1`),
  ).toBeUndefined();
});

test('both ends of a link without a message come to the same hash', () => {
  const written = itemHash('orders', { id: 'a', line: 1, bytes: Buffer.from('x') });
  const streamed = itemHash('arn:aws:dynamodb:eu-west-1:1:table/orders/stream/2026', {
    bytes: { B: Buffer.from('x').toString('base64') },
    line: { N: '1' },
    id: { S: 'a' },
  });

  expect(written).toMatch(/^[\da-f]{32}$/);
  expect(itemHash('orders', { id: new DataView(Uint8Array.of(1, 2).buffer, 1) })).toBe(
    itemHash('orders', { id: { B: 'Ag==' } }),
  );
  expect(() => itemHash('orders', { id: { N: { toString: 1 } } })).not.toThrow();
  expect(streamed).toBe(written);
  expect(objectHash('b', 'k', '"e"')).toBe(objectHash('b', 'k', 'e'));
  expect(objectHash('b', 'k', 'e')).not.toBe(objectHash('b', 'ke', ''));
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
