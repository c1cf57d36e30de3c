import type { HrTime } from '@opentelemetry/api';
import { lengthType } from './protobuf-reader.ts';

const varintType = 0;
const fixed64Type = 1;
const fixed32Type = 5;

/**
 * Writes a protobuf message from its end to its beginning: so the length of a part, which stands ahead of it, is known by
 * then. Fields therefore are written in reverse. https://protobuf.dev/programming-guides/encoding
 */
export class ProtobufWriter {
  #buffer: Buffer;
  /** Where what has been written begins. */
  #at: number;

  /** `size` is how many bytes there is room for at first. */
  constructor(size: number) {
    this.#buffer = Buffer.allocUnsafe(size);
    this.#at = size;
  }

  /** A whole number; negative ones and such above 32 bits as 64 bits. */
  varint(field: number, value: number): void {
    if (value >= 0 && value <= 0xffffffff) this.#unsigned(value);
    else this.#wide(value);
    this.#tag(field, varintType);
  }

  fixed32(field: number, value: number): void {
    const at = this.#back(4);
    this.#buffer.writeUInt32LE(value, at);
    this.#tag(field, fixed32Type);
  }

  double(field: number, value: number): void {
    const at = this.#back(8);
    this.#buffer.writeDoubleLE(value, at);
    this.#tag(field, fixed64Type);
  }

  /** Epoch nanoseconds. */
  time(field: number, [seconds, nanoseconds]: HrTime): void {
    const at = this.#back(8);
    const time = BigInt(seconds) * 1_000_000_000n + BigInt(nanoseconds);
    this.#buffer.writeBigUInt64LE(BigInt.asUintN(64, time), at);
    this.#tag(field, fixed64Type);
  }

  string(field: number, value: string): void {
    const length = Buffer.byteLength(value);
    const at = this.#back(length);
    this.#buffer.write(value, at, length);
    this.#prefix(field, length);
  }

  /** Bytes that are given in hexadecimal. */
  hex(field: number, value: string): void {
    const length = value.length / 2;
    const at = this.#back(length);
    this.#buffer.write(value, at, length, 'hex');
    this.#prefix(field, length);
  }

  bytes(field: number, value: Uint8Array): void {
    const at = this.#back(value.byteLength);
    this.#buffer.set(value, at);
    this.#prefix(field, value.byteLength);
  }

  /** A message within this one, whose fields `write` writes. */
  message(field: number, write: () => void): void {
    const behind = this.#buffer.length - this.#at;
    write();
    this.#prefix(field, this.#buffer.length - this.#at - behind);
  }

  /** What has been written. */
  finish(): Buffer {
    return this.#buffer.subarray(this.#at);
  }

  /** Moves the beginning by so many bytes, for which there is room then, and says to where. */
  #back(bytes: number): number {
    if (bytes > this.#at) this.#grow(bytes);
    this.#at -= bytes;
    return this.#at;
  }

  #grow(bytes: number): void {
    const written = this.finish();
    const larger = Buffer.allocUnsafe(2 * (written.length + bytes));
    this.#at = larger.length - written.length;
    larger.set(written, this.#at);
    this.#buffer = larger;
  }

  /** A whole number from 0 to 2^32. */
  #unsigned(value: number): void {
    let bytes = 1;
    for (let rest = value >>> 7; rest > 0; rest >>>= 7) bytes += 1;
    let at = this.#back(bytes);
    let rest = value;
    for (; rest > 0x7f; rest >>>= 7) this.#buffer[at++] = (rest & 0x7f) | 0x80;
    this.#buffer[at] = rest;
  }

  #wide(value: number): void {
    const bytes: number[] = [];
    let rest = BigInt.asUintN(64, BigInt(value));
    for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
    bytes.push(Number(rest));
    const at = this.#back(bytes.length);
    this.#buffer.set(bytes, at);
  }

  #tag(field: number, type: number): void {
    this.#unsigned((field << 3) | type);
  }

  /** Puts length and tag ahead of the last `length` bytes. */
  #prefix(field: number, length: number): void {
    this.#unsigned(length);
    this.#tag(field, lengthType);
  }
}
