import { trace } from '@opentelemetry/api';
import { beforeAll, expect, test } from 'vitest';
import { contextFromMessageTraceHeader } from '../../src/propagation/message-trace-header.ts';
import { spanId, traceId, useW3cPropagation } from './w3c.ts';

beforeAll(useW3cPropagation);

test.each([
  'Root=1-0af76519-16cd43dd8448eb211c80319c;Parent=b7ad6b7169203331;Sampled=1',
  'Self=1-67891234-12456789abcdef012345678;Lineage=1:a87bd80c:0;Sampled=0;Parent=b7ad6b7169203331;Root=1-0af76519-16cd43dd8448eb211c80319c',
])('a tracer is recognised in %s, and never silenced', (header) => {
  const context = contextFromMessageTraceHeader(header);

  expect(context && trace.getSpanContext(context)).toMatchObject({
    traceId,
    spanId,
    traceFlags: 1,
  });
});

test.each([
  undefined,
  null,
  1,
  '',
  ';;==',
  'Root=1-0af76519-16cd43dd8448eb211c80319c',
  `Root=1-${Math.floor(Date.now() / 1_000).toString(16)}-16cd43dd8448eb211c80319c;Parent=b7ad6b7169203331;Sampled=1`,
])('%j tells of no tracer', (header) => {
  expect(contextFromMessageTraceHeader(header)).toBeUndefined();
});
