import type { HrTime } from '@opentelemetry/api';
import { hrTimeToMilliseconds, millisToHrTime } from '@opentelemetry/core';
import { NoopSpanProcessor, type Span } from '@opentelemetry/sdk-trace';

/** What the SDK measures a span by: the monotonic clock at its start. */
interface Measured {
  startTime: HrTime;
  _startTimeProvided: boolean;
  _performanceStartTime: number;
}

/** In milliseconds. More than whole milliseconds make: the sandbox was frozen, in which the monotonic clock stands still. */
const jump = 2;

/**
 * Gives spans times that are finer than the SDK's whole millisecond, all of them by one clock, so that no child seems to
 * begin before its parent or to end after it. The SDK has no way to set a clock: it adds to the start what has
 * elapsed, so this sets the start and, where that was given, what the elapsed time counts from.
 */
export class PreciseStart extends NoopSpanProcessor {
  /** In epoch milliseconds, when the monotonic clock was at zero. */
  #origin = Number.NaN;

  override onStart(span: Span): void {
    const measured = span as unknown as Measured;
    const ticks = measured._performanceStartTime;
    // Earlier than it is where the process was put aside in between: the later one of two.
    const origin = Math.max(originNow(), originNow());
    if (!(Math.abs(origin - this.#origin) < jump)) this.#origin = origin;
    if (measured._startTimeProvided) {
      measured._startTimeProvided = false;
      measured._performanceStartTime = hrTimeToMilliseconds(span.startTime) - this.#origin;
    } else measured.startTime = millisToHrTime(ticks + this.#origin);
  }
}

const originNow = () => Date.now() - performance.now();
