import type { HrTime } from '@opentelemetry/api';
import { lengthType } from './protobuf-reader.ts';

const varintType = 0;
const fixed64Type = 1;
const fixed32Type = 5;

/** For numbers and ids on their way to a text. */
const scratch: Buffer = Buffer.alloc(16);
const view = new DataView(scratch.buffer, scratch.byteOffset, scratch.length);

/**
 * Writes a protobuf message from its end to its beginning: so the length of a part, which stands ahead of it, is known by
 * then. Fields therefore are written in reverse. https://protobuf.dev/programming-guides/encoding
 *
 * What has been written is a text of one character for each byte: V8 joins texts in a fraction of the time that it takes
 * to call into Node.js for each of them, and until it has optimised code, also of the time to write single bytes.
 */
export class ProtobufWriter {
  #text = '';

  /** A whole number; negative ones and such above 32 bits as 64 bits. */
  varint(field: number, value: number): void {
    const isShort = value >= 0 && value <= 0xffffffff;
    this.#text = tag(field, varintType) + (isShort ? unsigned(value) : wide(value)) + this.#text;
  }

  fixed32(field: number, value: number): void {
    view.setUint32(0, value, true);
    this.#text = tag(field, fixed32Type) + scratch.toString('latin1', 0, 4) + this.#text;
  }

  double(field: number, value: number): void {
    view.setFloat64(0, value, true);
    this.#text = tag(field, fixed64Type) + scratch.toString('latin1', 0, 8) + this.#text;
  }

  /** Epoch nanoseconds; 0, which stands for none, of what is before 1970 or no time. */
  time(field: number, [seconds, nanoseconds]: HrTime): void {
    const parts = wholeOf((seconds % 1) * 1e9 + nanoseconds);
    view.setBigUint64(0, seconds < 0 ? 0n : wholeOf(seconds) * 1_000_000_000n + parts, true);
    this.#text = tag(field, fixed64Type) + scratch.toString('latin1', 0, 8) + this.#text;
  }

  string(field: number, value: string): void {
    const text = String(value ?? '');
    this.#part(field, ascii.test(text) ? text : Buffer.from(text).toString('latin1'));
  }

  /** Bytes that are given in hexadecimal, sixteen at most. */
  hex(field: number, value: string): void {
    const length = scratch.write(value, 'hex');
    this.#part(field, scratch.toString('latin1', 0, length));
  }

  bytes(field: number, { buffer, byteOffset, byteLength }: Uint8Array): void {
    this.#part(field, Buffer.from(buffer, byteOffset, byteLength).toString('latin1'));
  }

  /** A message within this one, whose fields `write` writes. */
  message(field: number, write: () => void): void {
    const behind = this.#text;
    this.#text = '';
    write();
    const part = this.#text;
    this.#text = behind;
    this.#part(field, part);
  }

  /** What has been written. */
  finish(): Buffer {
    return Buffer.from(this.#text, 'latin1');
  }

  #part(field: number, bytes: string): void {
    this.#text = tag(field, lengthType) + unsigned(bytes.length) + bytes + this.#text;
  }
}

const ascii = /^[^\u0080-\uffff]*$/;

function tag(field: number, type: number): string {
  return unsigned((field << 3) | type);
}

/** A whole number from 0 to 2^32. */
function unsigned(value: number): string {
  let bytes = '';
  let rest = value;
  for (; rest > 0x7f; rest >>>= 7) bytes += String.fromCharCode((rest & 0x7f) | 0x80);
  return bytes + String.fromCharCode(rest);
}

function wide(value: number): string {
  let bytes = '';
  let rest = BigInt.asUintN(64, wholeOf(value));
  for (; rest > 0x7fn; rest >>= 7n) bytes += String.fromCharCode(Number(rest & 0x7fn) | 0x80);
  return bytes + String.fromCharCode(Number(rest));
}

/** 0 of what is no number, as nobody may have checked it. */
function wholeOf(value: number): bigint {
  return Number.isFinite(value) ? BigInt(Math.trunc(value)) : 0n;
}
