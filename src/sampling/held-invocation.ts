import { type Attributes, type Span, type SpanContext, TraceFlags } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { Outcome } from '../core/outcome.ts';
import type { OpenSpanJournal } from '../core/watch-invocations.ts';
import type { IgnoresSpan } from './ignore-spans.ts';
import type { EndedInvocation } from './keep.ts';
import { spanView } from './span-view.ts';
import { type Kept, keptFor, type Verdict } from './verdict.ts';

/** The part of the journal that spans go through which nobody has decided on. */
export interface HeldJournal extends OpenSpanJournal {
  ended(span: ReadableSpan): void;
  settled(spans: readonly ReadableSpan[]): void;
}

/** What is done with all invocations. */
export interface Holding {
  /** Takes what is kept. */
  readonly release: (span: ReadableSpan) => void;
  readonly journal: HeldJournal | undefined;
  /** Undefined where the sampler alone decides. */
  readonly judge: ((ended: EndedInvocation, name: string) => Verdict) | undefined;
  /** Whether invocations are kept whose time is nearly up, or whose process is killed. */
  readonly keepsCutShort: boolean;
  /** Whether a span with an error is kept that belongs to no invocation. */
  readonly keepsErrors: boolean;
  readonly ignores: IgnoresSpan | undefined;
  /** Most spans that are held of one invocation, and of one that is sampled anyway. */
  readonly mostHeld: number;
  readonly mostSampled: number;
  /** Attributes that the next root span is to tell. */
  readonly takeNews: () => Attributes;
}

/** As the sampler has said. */
const asSampled: Kept = { keeps: true, reason: undefined, threshold: undefined };
const late = keptFor('late');
const killed = keptFor('killed');

/** The spans of an invocation, until it has ended and what becomes of them is decided. */
export class HeldInvocation {
  outcome: Outcome | undefined;
  readonly #holding: Holding;
  readonly #root: Span & ReadableSpan;
  readonly #name: string;
  readonly #isSampled: boolean;
  #verdict: Verdict | undefined;
  #held: ReadableSpan[] = [];
  /** The parents of spans that are left out, by the ids of these. */
  readonly #leftOut = new Map<string, SpanContext | undefined>();
  #dropped = 0;

  constructor(holding: Holding, root: Span & ReadableSpan, name: string) {
    this.#holding = holding;
    this.#root = root;
    this.#name = name;
    this.#isSampled = (root.spanContext().traceFlags & TraceFlags.SAMPLED) !== 0;
    if (!holding.judge && !holding.ignores) this.#verdict = asSampled;
  }

  /** One of its spans has ended; the root's end decides. */
  ended(span: ReadableSpan): void {
    if (span === this.#root) this.#close();
    else if (this.#holding.ignores?.(span)) this.#leaveOut(span);
    else if (this.#verdict) this.#pass(span, this.#verdict);
    else this.#hold(span);
  }

  /** Notes an open span for the case that the process is killed. False where it would be lost with it. */
  opened(span: Span & ReadableSpan, details: Parameters<OpenSpanJournal['opened']>[1]): boolean {
    const { judge, keepsCutShort, journal } = this.#holding;
    if (details.late && judge && keepsCutShort && !this.#verdict) this.#decide(late);
    const noted = this.#noted(span, this.#verdict === late ? late : killed);
    return journal?.opened(noted as typeof span, details) ?? false;
  }

  #close(): void {
    const { judge } = this.#holding;
    const ended = { root: this.#root, spans: this.#held, outcome: this.outcome };
    const verdict = this.#verdict ?? judge?.(ended, this.#name) ?? asSampled;
    this.#decide(verdict);
    this.#pass(this.#root, verdict, this.#told(verdict));
  }

  #decide(verdict: Verdict): void {
    this.#verdict = verdict;
    const held = this.#held;
    this.#held = [];
    for (const span of held) this.#pass(span, verdict);
  }

  #pass(span: ReadableSpan, verdict: Verdict, attributes?: Attributes): void {
    if (verdict.keeps) this.#holding.release(this.#view(span, verdict, attributes));
    else this.#holding.journal?.settled([span]);
  }

  #view(span: ReadableSpan, verdict: Kept, attributes?: Attributes) {
    const parent = this.#parentOf(span);
    const isAsIs = verdict.threshold === undefined && verdict.reason === undefined;
    if (isAsIs && !attributes && parent === span.parentSpanContext) return span;
    return spanView(span, { parent, verdict: isAsIs ? undefined : verdict, attributes });
  }

  /** What the root span tells of the invocation. */
  #told(verdict: Verdict): Attributes | undefined {
    if (!verdict.keeps || !(this.#isSampled || verdict.reason)) return undefined;
    const told = Object.entries({
      ...this.#holding.takeNews(),
      'antifreeze.kept': this.#keptFor(verdict),
      'antifreeze.ignored_spans': this.#leftOut.size || undefined,
      'antifreeze.dropped_spans': this.#dropped || undefined,
    }).filter(([, value]) => value !== undefined);
    return told.length > 0 ? Object.fromEntries(told) : undefined;
  }

  #keptFor({ reason }: Kept): string | undefined {
    if (this.#isSampled) return undefined;
    return reason === 'late' && this.outcome?.status === 'timed-out' ? 'timeout' : reason;
  }

  #hold(span: ReadableSpan): void {
    this.#held.push(span);
    this.#note(span);
    const { mostHeld, mostSampled } = this.#holding;
    if (this.#isSampled && this.#held.length >= mostSampled) this.#decide(asSampled);
    else if (this.#held.length > mostHeld) {
      this.#dropped += 1;
      const oldest = this.#held.splice(0, 1);
      this.#holding.journal?.settled(oldest);
    }
  }

  /** What it is the parent of becomes its parent's, also in the journal. */
  #leaveOut(span: ReadableSpan): void {
    const { spanId } = span.spanContext();
    const isChild = (held: ReadableSpan) => this.#parentOf(held)?.spanId === spanId;
    const children = this.#holding.journal ? this.#held.filter(isChild) : [];
    this.#leftOut.set(spanId, span.parentSpanContext);
    for (const child of children) this.#note(child);
  }

  #parentOf(span: ReadableSpan): SpanContext | undefined {
    let parent = span.parentSpanContext;
    while (parent && this.#leftOut.has(parent.spanId)) parent = this.#leftOut.get(parent.spanId);
    return parent;
  }

  #note(span: ReadableSpan): void {
    if (this.#isSampled || this.#holding.keepsCutShort)
      this.#holding.journal?.ended(this.#noted(span, killed));
  }

  /** As it is to be sent if nothing more is heard of it. */
  #noted(span: ReadableSpan, verdict: Kept): ReadableSpan {
    const { judge, keepsCutShort } = this.#holding;
    if (!judge || !keepsCutShort || this.#verdict === asSampled) return this.#view(span, asSampled);
    const isTold = span === this.#root && !this.#isSampled;
    return this.#view(span, verdict, isTold ? { 'antifreeze.kept': verdict.reason } : undefined);
  }
}
