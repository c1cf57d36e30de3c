import { type HrTime, SpanStatusCode } from '@opentelemetry/api';
import { hrTimeDuration, millisToHrTime } from '@opentelemetry/core';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { Deadline } from '../support/deadline.ts';
import { idOf } from '../support/id-of.ts';
import type { DeadJournal } from './dead-journals.ts';
import type { FoundContents } from './journal.ts';
import { fromOpenSpanRecord } from './open-span-record.ts';
import { type ReadFormat, readJournals } from './read-journal.ts';
import { fromSpanRecord } from './span-record.ts';

/** A line with a span: one of the first two. */
interface SpanLine {
  /** A span that has begun. */
  readonly open?: unknown;
  readonly ended?: unknown;
  /** Of an open root span: when the platform ends the invocation. */
  readonly deadline?: Deadline;
  /** Whether the deadline was about to pass. */
  readonly late?: boolean;
}

/** On a root span that its process has left open, when it is first found: it ended with that process. */
interface Cut {
  readonly endedWithProcess?: boolean;
}

/** The root spans of invocations that ended with their process, of which nobody has heard yet. */
export function cutRoots(found: readonly (ReadableSpan & Cut)[]): ReadableSpan[] {
  return found.filter(({ endedWithProcess }) => endedWithProcess);
}

/** Ended but not acknowledged spans, and those that never ended, completed by what is known of them. Never throws. */
export function readSpanJournals(found: readonly DeadJournal[]): FoundContents<ReadableSpan> {
  return readJournals(found, readSpans());
}

/** How spans are found again. */
export function readSpans(): ReadFormat<ReadableSpan> {
  return {
    idOf,
    itemOf(line: SpanLine, resources, writtenAt) {
      const { open, ended } = line;
      const span = fromSpanRecord(ended ?? open, resources) ?? fromOpenSpanRecord(open, resources);
      if (!span || !isIdentified(span)) return undefined;
      return ended ? span : completed(span, line, writtenAt);
    },
  };
}

function isIdentified(span: ReadableSpan): boolean {
  const { traceId, spanId } = span.spanContext();
  return traceId.length === 32 && spanId.length === 16;
}

/** Ends an open span at the last sign of life. Of a root span it can be said why it never ended, more or less. */
function completed(
  span: ReadableSpan,
  { deadline, late }: SpanLine,
  writtenAt: number,
): ReadableSpan & Cut {
  const endTime = later(span.startTime, millisToHrTime(writtenAt));
  const duration = hrTimeDuration(span.startTime, endTime);
  const attributes = { ...span.attributes, 'antifreeze.unfinished': true };
  if (deadline === undefined) return { ...span, endTime, duration, attributes };
  const [type, message] = late ? timedOut : killed(deadline);
  return {
    ...span,
    endTime,
    duration,
    attributes: { ...attributes, 'error.type': type },
    status: { code: SpanStatusCode.ERROR, message },
    endedWithProcess: true,
  };
}

const timedOut = ['timeout', 'timed out'] as const;

function killed(deadline: Deadline): readonly [string, string] {
  const why =
    Date.now() < deadline
      ? 'before its time was up, perhaps for lack of memory'
      : 'when its time was up or for lack of memory';
  return ['_OTHER', `the process was killed, ${why}`];
}

function later(one: HrTime, other: HrTime): HrTime {
  return hrTimeDuration(one, other)[0] < 0 ? one : other;
}
