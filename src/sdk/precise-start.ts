import type { HrTime } from '@opentelemetry/api';
import { millisToHrTime } from '@opentelemetry/core';
import { NoopSpanProcessor, type Span } from '@opentelemetry/sdk-trace';
import { createPreciseClock } from '../support/precise-clock.ts';

/**
 * Gives spans a start that is finer than the SDK's whole millisecond. A function's spans are often shorter than that,
 * and a child would seem to begin after its parent's end: the SDK measures an end as start plus duration.
 * It has no way to set a clock, so this sets the start, a plain field, while the span is being made.
 */
export class PreciseStart extends NoopSpanProcessor {
  readonly #now = createPreciseClock();

  override onStart(span: Span): void {
    const now = millisToHrTime(this.#now());
    if (isJustTaken(span.startTime, now)) Object.assign(span, { startTime: now });
  }
}

/** Whether the SDK took the time, a moment ago: a start that the user gave is another time, or finer. */
function isJustTaken([seconds, nanoseconds]: HrTime, now: HrTime): boolean {
  const elapsed = (now[0] - seconds) * 1e9 + now[1] - nanoseconds;
  return nanoseconds % 1e6 === 0 && elapsed >= 0 && elapsed < 2e6;
}
