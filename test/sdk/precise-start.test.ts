import { SpanStatusCode } from '@opentelemetry/api';
import { hrTimeToNanoseconds } from '@opentelemetry/core';
import {
  InMemorySpanExporter,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PreciseStart } from '../../src/sdk/precise-start.ts';
import { createPreciseClock } from '../../src/support/precise-clock.ts';

test('the clock is always within the millisecond of the wall clock, however that jumps, and runs between', () => {
  const step = fc.record({
    elapsed: fc.double({ min: 0, max: 5, noNaN: true }),
    jump: fc.oneof(fc.constant(0), fc.integer({ min: -10_000, max: 1e9 })),
  });

  fc.assert(
    fc.property(fc.array(step), (steps) => {
      let epoch = 1_700_000_000_000;
      let ticks = 0;
      const now = createPreciseClock(
        () => Math.floor(epoch),
        () => ticks,
      );
      let last = 0;
      for (const { elapsed, jump } of steps) {
        ticks += elapsed;
        epoch += elapsed + jump;
        const time = now();

        expect(Math.floor(time)).toBe(Math.floor(epoch));
        if (jump >= 0) expect(time).toBeGreaterThanOrEqual(last);
        last = time;
      }
    }),
  );
});

function record() {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({
    spanProcessors: [new PreciseStart(), new SimpleSpanProcessor({ exporter })],
  });
  return { tracer: provider.getTracer('test'), spans: () => exporter.getFinishedSpans() };
}

test('spans that follow each other closely start in order and do not all start on a whole millisecond', () => {
  const starts = startsWithoutPause();

  expect(starts).toEqual(starts.toSorted((a, b) => a - b));
  expect(starts.some((start) => start % 1e6 !== 0)).toBe(true);
});

/** Where the machine pauses between the two looks at the clock, a start of the SDK's looks like one that was given. */
function startsWithoutPause(): number[] {
  const { tracer, spans } = record();
  for (let made = 0; made < 500; made++) tracer.startSpan('short').end();
  const starts = spans().map((span) => hrTimeToNanoseconds(span.startTime));
  const paused = starts.some((start, index) => start - (starts[index - 1] ?? start) > 1.5e6);
  return paused ? startsWithoutPause() : starts;
}

test('a start that was given stays', () => {
  const { tracer, spans } = record();

  tracer.startSpan('earlier', { startTime: new Date(1_700_000_000_123) }).end();

  expect(spans()[0]).toMatchObject({
    startTime: [1_700_000_000, 123_000_000],
    status: { code: SpanStatusCode.UNSET },
  });
});
