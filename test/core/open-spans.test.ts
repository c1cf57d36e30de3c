import { context, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { TracerProvider } from '@opentelemetry/sdk-trace';
import { expect, test } from 'vitest';
import { type OpenSpans, OpenSpansProcessor, withOpenSpans } from '../../src/core/open-spans.ts';

const tracer = new TracerProvider({ spanProcessors: [new OpenSpansProcessor()] }).getTracer('test');

test('each invocation has its own spans, also those below a child, for as long as they are open', () => {
  const [one, other]: [OpenSpans, OpenSpans] = [new Set(), new Set()];
  const inOne = withOpenSpans(ROOT_CONTEXT, one);
  const inOther = withOpenSpans(ROOT_CONTEXT, other);

  const child = tracer.startSpan('child', {}, inOne);
  const grandchild = tracer.startSpan('grandchild', {}, trace.setSpan(inOne, child));
  const stranger = tracer.startSpan('stranger', {}, inOther);
  child.end();

  expect([...one]).toEqual([grandchild]);
  expect([...other]).toEqual([stranger]);
});

test('a span outside of an invocation is nobody’s', () => {
  const spans: OpenSpans = new Set();
  withOpenSpans(context.active(), spans);

  tracer.startSpan('alone', {}, ROOT_CONTEXT);

  expect(spans.size).toBe(0);
});
