import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  decodeRelayMessage,
  encodeRelayMessage,
  formatAttribute,
  largestRelayRequest,
  relayMessageSize,
} from '../../src/export/relay-message.ts';

const format = 'otlp-traces/1';

test('a request comes out of a message as it went in', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 5_000 }), async (request) => {
      const { body, attributes } = await encodeRelayMessage(request, 'traces');

      const decoded = await decodeRelayMessage(body, attributes[formatAttribute]);

      expect(decoded.status === 'decoded' && [...decoded.request]).toEqual([...request]);
    }),
  );
});

test('a message says its format, its version and how it is packed', async () => {
  const { attributes } = await encodeRelayMessage(Uint8Array.of(1), 'traces');

  expect(attributes).toEqual({
    'antifreeze.format': 'otlp-traces/1',
    'content-type': 'application/x-protobuf',
    'content-encoding': 'gzip, base64',
  });
});

test("a message's size is that of its body and of its attributes' names, types and values", async () => {
  const message = await encodeRelayMessage(new Uint8Array(100), 'traces');

  const parts = Object.entries(message.attributes).flatMap(([name, value]) => [
    name,
    'String',
    value,
  ]);

  expect(relayMessageSize(message)).toBe(Buffer.byteLength(message.body + parts.join('')));
});

test('whatever a body holds, reading it gives an answer', async () => {
  const body = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.base64String(),
    fc.uint8Array().map((bytes) => Buffer.from(bytes).toString('base64')),
    // The start of a gzip with something behind it.
    fc.uint8Array().map((bytes) => Buffer.from([0x1f, 0x8b, 8, ...bytes]).toString('base64')),
    fc.tuple(fc.uint8Array({ minLength: 1 }), fc.nat()).map(([bytes, cut]) => {
      const whole = gzipSync(bytes);
      return whole.subarray(0, cut % whole.length).toString('base64');
    }),
  );

  await fc.assert(
    fc.asyncProperty(body, async (text) => {
      const { status } = await decodeRelayMessage(text, format);

      expect(['decoded', 'unreadable']).toContain(status);
    }),
  );
});

test('a message that would unpack to more than the limit is not unpacked', async () => {
  const bomb = gzipSync(Buffer.alloc(largestRelayRequest + 1)).toString('base64');

  const decoded = await decodeRelayMessage(bomb, format);

  expect(bomb.length).toBeLessThan(32_000);
  expect(decoded).toEqual({ status: 'unreadable', reason: 'too large when unpacked' });
});

test('a request of just the limit is unpacked', async () => {
  const { body } = await encodeRelayMessage(Buffer.alloc(largestRelayRequest), 'traces');

  const decoded = await decodeRelayMessage(body, format);

  expect(decoded).toMatchObject({ status: 'decoded', request: { length: largestRelayRequest } });
});

test.each([
  { given: undefined, reason: 'no format in its attribute antifreeze.format' },
  { given: 'otlp-traces/2', reason: 'another format in its attribute antifreeze.format' },
])('a message with the format $given is not read', async ({ given, reason }) => {
  const { body } = await encodeRelayMessage(Uint8Array.of(1), 'traces');

  const decoded = await decodeRelayMessage(body, given);

  expect(decoded).toEqual({ status: 'unreadable', reason });
});
