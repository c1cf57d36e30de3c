import { CutText } from './parse-cut-json.ts';
import { textOfBytes } from './text-of-bytes.ts';
import { unpackedBody } from './unpacked-body.ts';

/** The beginning of a body that passes by in chunks, and its size. */
export interface BodyPrefix {
  /** Notes a chunk, and keeps nothing of it but a copy of what is still wanted. */
  add(chunk: unknown, encoding?: unknown): void;
  /** In bytes. */
  size(): number;
  /** What there is of it, unpacked where its `Content-Encoding` says that it is compressed; undefined where that is nothing. */
  content(encoding?: string): string | CutText | Uint8Array | undefined;
}

/** Keeps the first `most` bytes of a body. */
export function bodyPrefix(most: number): BodyPrefix {
  const kept: Uint8Array[] = [];
  let size = 0;
  let left = most;

  function note(bytes: number, beginning: () => Uint8Array): void {
    size += bytes;
    if (left <= 0) return;
    const part = beginning();
    kept.push(part);
    left -= part.byteLength;
  }

  return {
    add(chunk, encoding) {
      const from = typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8';
      if (typeof chunk === 'string') {
        note(Buffer.byteLength(chunk, from), () => Buffer.from(chunk.slice(0, left), from));
      } else if (chunk instanceof Uint8Array) {
        // A copy, as the chunk may be a small part of something large.
        note(chunk.byteLength, () => Uint8Array.from(chunk.subarray(0, left)));
      }
    },
    size: () => size,
    content(encoding = '') {
      if (size === 0) return undefined;
      const bytes = Buffer.concat(kept);
      const known = unpackedBody({ bytes, isCut: bytes.length < size }, encoding, most);
      const text = known && textOfBytes(known.bytes);
      if (text === undefined) return bytes;
      return known?.isCut ? new CutText(text) : text;
    },
  };
}
