import { diag, TraceFlags } from '@opentelemetry/api';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import { idOf } from '../support/id-of.ts';
import { countSpans } from './count-spans.ts';
import type { Undelivered } from './send-spans.ts';

/** Where it is kept, beyond the life of the process, what the buffer holds. */
interface SpanJournal {
  /** A span has to be sent. `dropped`, here and below: so many were dropped in all, and nobody has been told. */
  ended(span: ReadableSpan, dropped: number): void;
  /** These have not to be sent any more. */
  settled(spans: readonly ReadableSpan[], dropped: number): void;
  dropped(dropped: number): void;
}

export interface SpanBufferOptions {
  /** Most spans held; above it the oldest are dropped. */
  readonly maxQueueSize: number;
  /** Spans in a full batch. */
  readonly maxExportBatchSize: number;
  /** Sends what is held. Called whenever a batch more has ended: a huge invocation needn't hold all of its spans. */
  readonly flush: () => Promise<void>;
  readonly journal?: SpanJournal | undefined;
}

/** Holds ended, sampled spans until they are sent. */
export class SpanBuffer implements SpanProcessor {
  readonly #options: SpanBufferOptions;
  #spans: ReadableSpan[] = [];
  #dropped = 0;
  #reported = 0;
  #sinceFullBatch = 0;

  constructor(options: SpanBufferOptions) {
    this.#options = options;
  }

  onStart(): void {}

  onEnd(span: ReadableSpan): void {
    if ((span.spanContext().traceFlags & TraceFlags.SAMPLED) === 0) return;
    this.#options.journal?.ended(span, this.unreported);
    this.#spans.push(span);
    this.#dropOldest();
    this.#sinceFullBatch += 1;
    if (this.#sinceFullBatch < this.#options.maxExportBatchSize) return;
    this.#sinceFullBatch = 0;
    void this.#options.flush();
  }

  get size(): number {
    return this.#spans.length;
  }

  /** Spans that were lost for lack of room or because no endpoint would take them. */
  get dropped(): number {
    return this.#dropped;
  }

  /** How many of them nobody has been told of. */
  get unreported(): number {
    return this.#dropped - this.#reported;
  }

  countDropped(count: number): void {
    this.#dropped += count;
    if (count > 0) this.#options.journal?.dropped(this.unreported);
  }

  /** `carrier`, a span that is being sent, now tells of `count` dropped ones. */
  handOver(carrier: ReadableSpan, count: number): void {
    this.#reported += count;
    this.#options.journal?.ended(carrier, this.unreported);
  }

  /** Removes the oldest spans, a batch at most. */
  take(): ReadableSpan[] {
    return this.#spans.splice(0, this.#options.maxExportBatchSize);
  }

  /** Of `spans`, which were taken, `unsent` could not be sent, and `dropped` are lost. */
  settle(spans: readonly ReadableSpan[], { unsent, dropped }: Undelivered): void {
    const kept = new Set(unsent.map(idOf));
    this.#settled(
      spans.filter((span) => !kept.has(idOf(span))),
      dropped,
    );
    this.putBack(unsent);
  }

  /** Takes back what could not be sent, ahead of what has ended since. */
  putBack(spans: readonly ReadableSpan[]): void {
    this.#spans = [...spans, ...this.#spans];
    this.#dropOldest();
  }

  forceFlush(): Promise<void> {
    return this.#options.flush();
  }

  shutdown(): Promise<void> {
    return this.#options.flush();
  }

  #dropOldest(): void {
    const excess = this.#spans.length - this.#options.maxQueueSize;
    if (excess <= 0) return;
    const oldest = this.#spans.splice(0, excess);
    this.#settled(oldest, countSpans(oldest));
    diag.warn('antifreeze: spans were dropped, as more than maxQueueSize wait to be sent');
  }
  /** What is dropped is noted together with the spans that it is, so that a kill can't come between. */
  #settled(spans: readonly ReadableSpan[], dropped: number): void {
    this.#dropped += dropped;
    this.#options.journal?.settled(spans, this.unreported);
  }
}
