import { type Context, type Span, SpanStatusCode, TraceFlags } from '@opentelemetry/api';
import { NoopSpanProcessor, type ReadableSpan, type SpanProcessor } from '@opentelemetry/sdk-trace';
import type { ObserveInvocation } from '../core/observe-invocation.ts';
import { openSpansIn } from '../core/open-spans.ts';
import type { OpenSpanJournal } from '../core/watch-invocations.ts';
import { HeldInvocation, type Holding } from './held-invocation.ts';
import { type SpanChanges, spanView } from './span-view.ts';
import { keptFor } from './verdict.ts';

const keptAlone: SpanChanges = {
  verdict: keptFor('error'),
  attributes: { 'antifreeze.kept': 'error' },
};

/** Stands before what sends spans, and passes on those of invocations that are kept. */
export class SelectingProcessor extends NoopSpanProcessor {
  readonly #next: SpanProcessor;
  readonly #holding: Holding;
  /** By its open spans, which contexts know, and by each of its spans. */
  readonly #invocations = new WeakMap<object, HeldInvocation>();

  constructor(next: SpanProcessor, holding: Omit<Holding, 'release'>) {
    super();
    this.#next = next;
    this.#holding = { ...holding, release: (span) => next.onEnd(span) };
  }

  readonly observe: ObserveInvocation = ({ root, invocation, context }) => {
    const open = openSpansIn(context);
    if (!open || !isReadable(root)) return undefined;
    const held = new HeldInvocation(this.#holding, root, invocation.name);
    this.#invocations.set(open, held);
    this.#invocations.set(root, held);
    return (outcome) => {
      held.outcome = outcome;
    };
  };

  /** The journal of open spans, as the watch over invocations writes it. */
  readonly openSpans: OpenSpanJournal = {
    opened: (span, details) => {
      const held = isReadable(span) ? this.#invocations.get(span) : undefined;
      if (held) return held.opened(span as Span & ReadableSpan, details);
      return this.#holding.journal?.opened(span, details) ?? false;
    },
  };

  override onStart(span: Span, parentContext: Context): void {
    const open = openSpansIn(parentContext);
    const held = open && this.#invocations.get(open);
    if (held) this.#invocations.set(span, held);
  }

  override onEnd(span: ReadableSpan): void {
    const held = this.#invocations.get(span);
    if (held) held.ended(span);
    else this.#next.onEnd(this.#isKeptAlone(span) ? spanView(span, keptAlone) : span);
  }

  /** Of an initialisation that fails, no invocation tells. */
  #isKeptAlone(span: ReadableSpan): boolean {
    const isSampled = (span.spanContext().traceFlags & TraceFlags.SAMPLED) !== 0;
    return this.#holding.keepsErrors && !isSampled && span.status.code === SpanStatusCode.ERROR;
  }

  override forceFlush(): Promise<void> {
    return this.#next.forceFlush();
  }

  override shutdown(): Promise<void> {
    return this.#next.shutdown();
  }
}

/** A span that isn't recorded has nothing to read. */
function isReadable(span: Span): span is Span & ReadableSpan {
  return 'attributes' in span;
}
