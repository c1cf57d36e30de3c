import { ROOT_CONTEXT, SpanStatusCode, trace } from '@opentelemetry/api';
import { hrTimeToMilliseconds, hrTimeToNanoseconds } from '@opentelemetry/core';
import {
  InMemorySpanExporter,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { expect, onTestFinished, test, vi } from 'vitest';
import { PreciseStart } from '../../src/sdk/precise-start.ts';

function record() {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({
    spanProcessors: [new PreciseStart(), new SimpleSpanProcessor({ exporter })],
  });
  return { tracer: provider.getTracer('test'), spans: () => exporter.getFinishedSpans() };
}

test('spans that follow each other closely start in order and do not all start on a whole millisecond', () => {
  const { tracer, spans } = record();

  for (let made = 0; made < 500; made++) tracer.startSpan('short').end();

  const starts = spans().map((span) => hrTimeToNanoseconds(span.startTime));
  expect(starts).toEqual(starts.toSorted((a, b) => a - b));
  expect(starts.some((start) => start % 1e6 !== 0)).toBe(true);
});

test('a start that was given stays', () => {
  const { tracer, spans } = record();

  tracer.startSpan('earlier', { startTime: new Date(1_700_000_000_123) }).end();

  expect(spans()[0]).toMatchObject({
    startTime: [1_700_000_000, 123_000_000],
    status: { code: SpanStatusCode.UNSET },
  });
});

test("no child begins before its parent or ends after it, whether or not the parent's start was given", () => {
  const { tracer, spans } = record();
  const given = [undefined, { startTime: performance.timeOrigin }, { startTime: Date.now() - 5 }];

  for (let made = 0; made < 300; made++) {
    const parent = tracer.startSpan('parent', given[made % given.length]);
    tracer.startSpan('child', {}, trace.setSpan(ROOT_CONTEXT, parent)).end();
    parent.end();
  }

  const times = new Map(
    spans().map((span) => [
      span.spanContext().spanId,
      [span.startTime, span.endTime].map(hrTimeToNanoseconds),
    ]),
  );
  for (const child of spans().filter(({ name }) => name === 'child')) {
    const [start = 0, end = 0] = times.get(child.spanContext().spanId) ?? [];
    const [parentStart, parentEnd] = times.get(child.parentSpanContext?.spanId ?? '') ?? [];
    expect(start).toBeGreaterThanOrEqual(parentStart ?? Number.NaN);
    expect(end).toBeLessThanOrEqual(parentEnd ?? Number.NaN);
  }
});

test('a process that is put aside between its looks at two clocks moves no span', () => {
  const { tracer, spans } = record();
  tracer.startSpan('earlier').end();
  const clock = vi.spyOn(Date, 'now');
  onTestFinished(() => clock.mockRestore());

  for (let aside = 0; aside < 3; aside++) {
    let looks = 0;
    const now = () => performance.timeOrigin + performance.now();
    clock.mockImplementation(() => (looks++ === aside ? now() - 50 : now()));
    tracer.startSpan('later').end();
  }

  const starts = spans().map(({ startTime }) => hrTimeToNanoseconds(startTime));
  expect(starts).toHaveLength(4);
  expect(starts).toEqual(starts.toSorted((a, b) => a - b));
});

test('after a sandbox was frozen spans start at the time of the wall clock', () => {
  const { tracer, spans } = record();
  tracer.startSpan('before').end();
  vi.useFakeTimers({ now: Date.now() + 3_600_000, toFake: ['Date'] });
  onTestFinished(() => void vi.useRealTimers());

  tracer.startSpan('after').end();

  const [, after] = spans();
  const start = hrTimeToMilliseconds(after?.startTime ?? [0, 0]);
  expect(Math.abs(start - Date.now())).toBeLessThan(2);
});
