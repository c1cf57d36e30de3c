import { type Span, TraceFlags } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { EncodeSpan } from '../otlp/encode-span.ts';
import type { Deadline } from '../support/deadline.ts';
import { idOf } from '../support/id-of.ts';
import { Journal, type JournalOptions } from './journal.ts';
import { toOpenSpanRecord } from './open-span-record.ts';
import { readSpanJournals } from './read-span-journals.ts';
import { toSpanRecord } from './span-record.ts';

/** What is known of an open span beside the span. */
export interface OpenDetails {
  /** Of an invocation's root span: when the platform ends it. */
  readonly deadline?: Deadline;
  /** Whether that is about to happen: if the process ends now, it was for the time. */
  readonly late?: boolean;
}

export interface SpanJournalOptions extends Omit<JournalOptions<ReadableSpan>, 'format'> {
  readonly encodeSpan: EncodeSpan;
}

/** The journal of spans, which also has those that have begun. */
export class SpanJournal extends Journal<ReadableSpan> {
  constructor({ encodeSpan, ...options }: SpanJournalOptions) {
    const format = {
      idOf,
      toRecord: (span: ReadableSpan, resource: number, isOpen: boolean) =>
        (isOpen && toOpenSpanRecord(span, resource)) || toSpanRecord(span, resource, encodeSpan),
      read: readSpanJournals,
    };
    super({ ...options, format });
  }

  /** Of a span that isn't sampled, or not even recorded, there is nothing to note. */
  opened(span: Span, open: OpenDetails): boolean {
    const isSampled = (span.spanContext().traceFlags & TraceFlags.SAMPLED) !== 0;
    return isSampled && 'attributes' in span && super.begun(span as Span & ReadableSpan, open);
  }
}
