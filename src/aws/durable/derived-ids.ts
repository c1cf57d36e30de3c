import type { Tracer } from '@opentelemetry/api';

export interface SpanIds {
  readonly traceId: string;
  readonly spanId: string;
}

/** The same ids in each process that sees an execution. Without an operation, those of the execution itself. */
export function derivedIds(arn: string, operationId = ''): SpanIds {
  return { traceId: hash('trace', arn), spanId: hash('span', arn, operationId).slice(0, 16) };
}

/** The same tracer, whose spans have these ids; that of the trace only where there is no parent. */
export function withIds(tracer: Tracer, { traceId, spanId }: SpanIds): Tracer {
  // A field of the SDK's tracers, which sample by the id that a span will have.
  const _idGenerator = { generateTraceId: () => traceId, generateSpanId: () => spanId };
  return Object.create(tracer, { _idGenerator: { value: _idGenerator } });
}

/** 128 bits in hexadecimal. */
function hash(...parts: readonly string[]): string {
  const { createHash } = process.getBuiltinModule('node:crypto');
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}
