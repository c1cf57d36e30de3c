import { type Context, createContextKey, type Span } from '@opentelemetry/api';
import { NoopSpanProcessor } from '@opentelemetry/sdk-trace';

const openSpansKey = createContextKey('antifreeze.open-spans');

/** The spans under one invocation's root that have begun and not ended. */
export type OpenSpans = Set<Span>;

/** Has `OpenSpansProcessor` keep in `spans` what is open of the spans that are started in the context. */
export function withOpenSpans(context: Context, spans: OpenSpans): Context {
  return context.setValue(openSpansKey, spans);
}

/** Where open spans of the invocation are kept that the context belongs to. */
export function openSpansIn(context: Context): OpenSpans | undefined {
  return context.getValue(openSpansKey) as OpenSpans | undefined;
}

/** Knows of each invocation which of its spans are open, by the context they were started in. */
export class OpenSpansProcessor extends NoopSpanProcessor {
  readonly #homes = new WeakMap<object, OpenSpans>();

  override onStart(span: Span, parentContext: Context): void {
    const spans = openSpansIn(parentContext);
    if (!spans) return;
    spans.add(span);
    this.#homes.set(span, spans);
  }

  override onEnd(span: object): void {
    this.#homes.get(span)?.delete(span as Span);
  }
}
