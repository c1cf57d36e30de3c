import { type Attributes, type HrTime, SpanStatusCode } from '@opentelemetry/api';
import { hrTimeDuration, millisToHrTime } from '@opentelemetry/core';
import { type Resource, resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { Deadline } from '../support/deadline.ts';
import { idOf } from '../support/id-of.ts';
import { schemaUrl } from '../support/own-tracer.ts';
import type { DeadJournal } from './dead-journals.ts';
import { decodeLines } from './journal-line.ts';
import { fromSpanRecord } from './span-record.ts';

/** One line of a journal. It has one of the first six, and may say beside it what is lost. */
interface JournalRecord {
  readonly resource?: Attributes;
  /** A span that has begun. */
  readonly open?: unknown;
  readonly ended?: unknown;
  /** Ids of spans that were acknowledged or dropped. */
  readonly settled?: readonly string[];
  /** How many spans were dropped so far, without anybody having been told. */
  readonly lost?: number;
  /** Names of journals of which this one has all that counts. */
  readonly replaces?: readonly string[];
  /** Of a resource: what spans call it. */
  readonly number?: number;
  /** Of an open root span: when the platform ends the invocation. */
  readonly deadline?: Deadline;
  /** Whether the deadline was about to pass. */
  readonly late?: boolean;
}

/** What a process has left undone. */
export interface JournalContents {
  /** Ended but not acknowledged, and those that never ended, completed by what is known of them. */
  readonly spans: ReadableSpan[];
  /** Spans that are gone, and of which nobody knows yet. */
  readonly lost: number;
}

interface ReadJournal extends JournalContents {
  /** Names of journals that this one has taken the place of. */
  readonly replaces: readonly string[];
}

/** Reads journals as their processes left them. Never throws. */
export function readJournals(found: readonly DeadJournal[]): JournalContents {
  const journals = withoutReplaced(
    found.map(({ foundAs, text, writtenAt }) => ({ foundAs, ...readJournal(text, writtenAt) })),
  );
  const spans = new Map(journals.flatMap((each) => each.spans).map((span) => [idOf(span), span]));
  return {
    spans: [...spans.values()],
    lost: journals.reduce((sum, each) => sum + each.lost, 0),
  };
}

/** A process that was killed while it took over what others had left: what it had taken over counts once. */
function withoutReplaced<
  Found extends { readonly foundAs: string; readonly replaces: readonly string[] },
>(found: readonly Found[]): readonly Found[] {
  const replaced = new Set(found.flatMap(({ replaces }) => replaces));
  return found.filter(({ foundAs }) => !replaced.has(foundAs));
}

/** Reads a journal as its process left it; `writtenAt` is the last sign of its life. Never throws. */
export function readJournal(text: string, writtenAt: number): ReadJournal {
  const resources = new Map<number, Resource>();
  const spans = new Map<string, ReadableSpan>();
  const replaced: string[] = [];
  let lost = 0;

  function read(record: JournalRecord): void {
    const { resource, number = 0, settled = [], replaces = [] } = record;
    replaced.push(...replaces);
    if (resource) resources.set(number, resourceFromAttributes(resource, { schemaUrl }));
    const span = spanOf(record, resources, writtenAt);
    if (span) spans.set(idOf(span), span);
    for (const id of settled) spans.delete(id);
    lost = record.lost ?? lost;
  }

  for (const line of decodeLines(text)) {
    try {
      read(line as JournalRecord);
    } catch {
      // Whole, but of no version of ours: nothing to send.
    }
  }
  return {
    spans: [...spans.values()],
    lost: Number.isSafeInteger(lost) ? Math.max(0, lost) : 0,
    replaces: replaced,
  };
}

function spanOf(
  record: JournalRecord,
  resources: ReadonlyMap<number, Resource>,
  writtenAt: number,
): ReadableSpan | undefined {
  if (record.ended) return fromSpanRecord(record.ended, resources);
  const span = fromSpanRecord(record.open, resources);
  return span && completed(span, record, writtenAt);
}

/** Ends an open span at the last sign of life. Of a root span it can be said why it never ended, more or less. */
function completed(
  span: ReadableSpan,
  { deadline, late }: JournalRecord,
  writtenAt: number,
): ReadableSpan {
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
