import { brotliCompressSync, constants, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bodyPrefix } from '../../src/payload/body-prefix.ts';
import { CutText } from '../../src/payload/parse-cut-json.ts';
import { unpackedBody } from '../../src/payload/unpacked-body.ts';

const encodings = [
  { encoding: 'gzip', pack: gzipSync },
  { encoding: 'X-GZIP ', pack: gzipSync },
  { encoding: 'br', pack: brotliCompressSync },
  { encoding: 'deflate', pack: deflateSync },
  { encoding: 'deflate', pack: deflateRawSync },
];
const text = JSON.stringify(Array.from({ length: 400 }, (_, id) => ({ id, note: `shoe ${id}` })));

function contentOf(bytes: Uint8Array, encoding: string, most = 4_000) {
  const body = bodyPrefix(most);
  body.add(bytes);
  return body.content(encoding);
}

describe.each(encodings)('$encoding by $pack.name', ({ encoding, pack }) => {
  test('a body is shown as it was before', () => {
    expect(contentOf(pack('{"id":1}'), encoding)).toBe('{"id":1}');
  });

  test('of a large body the beginning is shown, and it counts as cut', () => {
    const content = contentOf(pack(text), encoding);

    expect(content).toBeInstanceOf(CutText);
    const shown = (content as CutText).text;
    expect(text.startsWith(shown)).toBe(true);
    expect(shown.length).toBeGreaterThan(1_000);
    expect(shown.length).toBeLessThanOrEqual(4_000);
  });

  test('of one that breaks off there is what has come', () => {
    const bytes = pack(text);

    const content = contentOf(bytes.subarray(0, Math.floor(bytes.length / 4)), encoding, 20_000);

    expect(content).toBeInstanceOf(CutText);
    expect(text.startsWith((content as CutText).text)).toBe(true);
  });

  test('one that would unpack to a thousand times its size is unpacked no further than it is shown', () => {
    const bytes = pack(Buffer.alloc(4_000_000, 'a'));

    const known = unpackedBody({ bytes, isCut: false }, encoding, 4_000);

    expect(known?.bytes.length ?? 0).toBeLessThanOrEqual(4_000);
    expect(known?.isCut ?? true).toBe(true);
  });

  test('what is none, or has mistakes, is never an error, and never too much', () => {
    const whole = pack('{"password":"hunter2"}');
    const broken = fc.tuple(fc.nat(whole.length - 1), fc.nat(255)).map(([place, value]) => {
      const bytes = Uint8Array.from(whole);
      bytes[place] = value;
      return bytes;
    });

    fc.assert(
      fc.property(
        fc.oneof(fc.uint8Array({ maxLength: 200 }), broken),
        fc.boolean(),
        (bytes, isCut) => {
          const known = unpackedBody({ bytes, isCut }, encoding, 100);
          expect(known?.bytes.length ?? 0).toBeLessThanOrEqual(100);
        },
      ),
    );
  });
});

test('a body that is said to be compressed is never read as the text that its bytes may be', () => {
  const stored = { params: { [constants.BROTLI_PARAM_QUALITY]: 0 } };
  const bytes = brotliCompressSync('pin=4711', stored);

  expect(contentOf(Buffer.from('no gzip'), 'gzip')).toBeInstanceOf(Uint8Array);
  expect(contentOf(bytes, 'br')).toBe('pin=4711');
  for (const encoding of ['zstd', 'compress', 'gzip, br'])
    expect(contentOf(Buffer.from('pin=4711'), encoding)).toBeInstanceOf(Uint8Array);
});

test('other encodings leave a body as it is', () => {
  for (const encoding of ['', 'identity', 'aws-chunked'])
    expect(contentOf(Buffer.from('a=1'), encoding)).toBe('a=1');
  expect(contentOf(gzipSync('a=1'), '')).toBeInstanceOf(Uint8Array);
});
