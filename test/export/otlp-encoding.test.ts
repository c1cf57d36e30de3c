import type { Attributes } from '@opentelemetry/api';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Collector, startCollector } from '../../harness/collector/collector.ts';
import type { OtlpConfig } from '../../src/config/config.ts';
import { otlpEncoding } from '../../src/export/otlp-encoding.ts';
import { partialSuccess } from './partial-success.ts';
import { endedSpan } from './sample-spans.ts';

let collector: Collector;

beforeAll(async () => {
  collector = await startCollector();
});
afterAll(() => collector.close());

const protocols = ['http/protobuf', 'http/json'] as const;

/** What a collector makes of the attributes of one span; `undefined` where it refuses the request. */
async function received(protocol: OtlpConfig['protocol'], attributes: Attributes) {
  collector.clear();
  const { contentType, encode } = otlpEncoding(protocol);
  const headers = { 'content-type': contentType };
  const body = Buffer.from(encode([endedSpan('one', attributes)]) ?? '');
  await fetch(`${collector.url}/v1/traces`, { method: 'POST', headers, body });
  return collector.spans().at(-1)?.attributes;
}

test.each(protocols)('a collector reads from %s what the span holds', async (protocol) => {
  const attributes = { text: 'é"\n', whole: 7, part: 0.5, yes: true, list: ['a', 'b'], none: [] };

  expect(await received(protocol, attributes)).toEqual(attributes);
});

describe.each(protocols)('in %s the request is not spoilt by', (protocol) => {
  test.each([Number.NaN, Number.NEGATIVE_INFINITY, 1e300, -1e21, 2 ** 63, -(2 ** 64)])(
    'the number %d, alone or in a list',
    async (number) => {
      const attributes = { number, list: [1, number], text: 'é' };

      expect(await received(protocol, attributes)).toEqual(attributes);
    },
  );

  test.each(['"intValue":1e30', '"doubleValue":null'])('the text %s', async (text) => {
    const attributes = { text, [text]: 1 };

    expect(await received(protocol, attributes)).toEqual(attributes);
  });
});

test.each(protocols)('a large integer keeps its digits in %s', async (protocol) => {
  const attributes = { large: 2 ** 60, odd: 1e20 };

  expect(await received(protocol, attributes)).toEqual({ large: 2n ** 60n, odd: 1e20 });
});

test('both encodings carry the same, whatever the numbers are', async () => {
  const numbers = fc.oneof(fc.double(), fc.integer());

  await fc.assert(
    fc.asyncProperty(fc.array(numbers), numbers, async (list, number) => {
      const attributes = { list, number };

      const json = await received('http/json', attributes);

      expect(json).toBeDefined();
      expect(json).toEqual(await received('http/protobuf', attributes));
    }),
    { numRuns: 50 },
  );
});

test('encodes JSON as OTLP has it', () => {
  const { contentType, encode } = otlpEncoding('http/json');

  const request = JSON.parse(Buffer.from(encode([endedSpan('one')]) ?? '').toString());

  expect(contentType).toBe('application/json');
  expect(request.resourceSpans[0].scopeSpans[0].spans).toMatchObject([
    { name: 'one', traceId: expect.stringMatching(/^[0-9a-f]{32}$/), kind: 1 },
  ]);
});

test('encodes protobuf, which is shorter', () => {
  const spans = [endedSpan('one')];
  const { contentType, encode } = otlpEncoding('http/protobuf');

  const request = encode(spans) ?? new Uint8Array();

  expect(contentType).toBe('application/x-protobuf');
  expect(Buffer.from(request).includes('one')).toBe(true);
  expect(request.byteLength).toBeLessThan(otlpEncoding('http/json').encode(spans)?.byteLength ?? 0);
});

describe.each(protocols)('an answer in %s', (protocol) => {
  const { decode } = otlpEncoding(protocol);

  test('tells how many spans were rejected, and why', () => {
    const said = decode(partialSuccess(protocol, 3, 'no room'));

    expect(said).toEqual({ rejected: 3, message: 'no room' });
  });

  test.each(protocols)('is read in %s, too', (other) => {
    expect(decode(partialSuccess(other, 3, 'no room'))).toEqual({
      rejected: 3,
      message: 'no room',
    });
  });

  test('is read whatever its length', () => {
    for (let length = 0; length < 400; length++) {
      const message = 'x'.repeat(length);

      expect(decode(partialSuccess(protocol, 3, message))).toEqual({ rejected: 3, message });
    }
  });

  test('tells nothing where it is empty', () => {
    expect(decode(new Uint8Array())).toEqual({ rejected: 0, message: '' });
  });

  test('is cut where the message is endless', () => {
    const { message } = decode(partialSuccess(protocol, 0, 'x'.repeat(10_000)));

    expect(message.length).toBeLessThan(1_000);
  });

  test('whatever it is, rejects a whole number of spans', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (answer) => {
        const { rejected } = decode(answer);

        expect(Number.isInteger(rejected) && rejected >= 0).toBe(true);
      }),
    );
  });
});

test('any JSON is an answer', () => {
  const { decode } = otlpEncoding('http/json');
  const answers = fc.oneof(
    fc.jsonValue(),
    fc.record({ partialSuccess: fc.jsonValue() }),
    fc.record({
      partialSuccess: fc.record({ rejectedSpans: fc.jsonValue(), errorMessage: fc.jsonValue() }),
    }),
  );

  fc.assert(
    fc.property(answers, (answer) => {
      const { rejected, message } = decode(Buffer.from(JSON.stringify(answer)));

      expect(Number.isFinite(rejected) && rejected >= 0).toBe(true);
      expect(typeof message).toBe('string');
    }),
  );
});
