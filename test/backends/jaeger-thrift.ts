import type { CollectedSpan } from '../../src/viewer/otlp/collected-span.ts';

// Jaeger's own wire, jaeger.thrift in Thrift's binary protocol. Jaeger 1.76 doesn't count what comes by OTLP for its
// adaptive sampling; a Collector in front of it used to write this.

const stop = Buffer.from([0]);
const types = { double: 4, i32: 8, i64: 10, string: 11, struct: 12, list: 15 } as const;

/** What is posted to Jaeger's `/api/traces`: spans of one service, with what its sampling looks at. */
export function toThrift(service: string, spans: readonly CollectedSpan[]): Buffer {
  const process = struct(field('string', 1, string(service)));
  return struct(field('struct', 1, process), field('list', 2, list(spans.map(spanOf))));
}

function spanOf(span: CollectedSpan): Buffer {
  const { 'sampler.type': type, 'sampler.param': param } = span.attributes;
  const tags = [
    ...(typeof type === 'string' ? [tag('sampler.type', 0, field('string', 3, string(type)))] : []),
    ...(param === undefined ? [] : [tag('sampler.param', 1, field('double', 4, double(param)))]),
  ];
  return struct(
    field('i64', 1, hex(span.traceId.slice(16))),
    field('i64', 2, hex(span.traceId.slice(0, 16))),
    field('i64', 3, hex(span.spanId)),
    field('i64', 4, hex(span.parentSpanId ?? '0'.repeat(16))),
    field('string', 5, string(span.name)),
    field('i32', 7, i32(span.flags & 1)),
    field('i64', 8, i64(span.start / 1_000n)),
    field('i64', 9, i64((span.end - span.start) / 1_000n)),
    field('list', 10, list(tags)),
  );
}

function tag(key: string, type: number, value: Buffer): Buffer {
  return struct(field('string', 1, string(key)), field('i32', 2, i32(type)), value);
}

function struct(...fields: readonly Buffer[]): Buffer {
  return Buffer.concat([...fields, stop]);
}

function list(structs: readonly Buffer[]): Buffer {
  return Buffer.concat([Buffer.from([types.struct]), i32(structs.length), ...structs]);
}

function field(type: keyof typeof types, id: number, value: Buffer): Buffer {
  return Buffer.concat([Buffer.from([types[type], 0, id]), value]);
}

function string(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([i32(bytes.length), bytes]);
}

function hex(id: string): Buffer {
  return Buffer.from(id, 'hex');
}

function i32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

function i64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(value);
  return bytes;
}

function double(value: unknown): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(Number(value));
  return bytes;
}
