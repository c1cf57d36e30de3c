import type { InstrumentationScope } from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { decodeSpan } from '../otlp/decode-span.ts';
import type { EncodeSpan } from '../otlp/encode-span.ts';

/** A span as JSON can hold it: the bytes of its OTLP as base64, and what these lack. */
export interface SpanRecord {
  readonly span: string;
  readonly scope: InstrumentationScope;
  /** A number that stands for the resource in the file. */
  readonly resource: number;
}

export function toSpanRecord(
  span: ReadableSpan,
  resource: number,
  encodeSpan: EncodeSpan,
): SpanRecord {
  const { buffer, byteOffset, byteLength } = encodeSpan(span);
  return {
    span: Buffer.from(buffer, byteOffset, byteLength).toString('base64'),
    scope: span.instrumentationScope,
    resource,
  };
}

/** Undefined where `value` is no record of a span, or its resource is unknown. */
export function fromSpanRecord(
  value: unknown,
  resources: ReadonlyMap<number, Resource>,
): ReadableSpan | undefined {
  const { span, scope, resource: number } = (value ?? {}) as Partial<SpanRecord>;
  const resource = resources.get(number ?? Number.NaN);
  if (typeof span !== 'string' || typeof scope?.name !== 'string' || !resource) return undefined;
  return decodeSpan(Buffer.from(span, 'base64'), { resource, instrumentationScope: scope });
}
