// In place of the trace SDK's module of this name, which has a way of its own to report what a flush rejects with: the
// provider asks each processor by itself.

import type { Context } from '@opentelemetry/api';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';

type StartedSpan = Parameters<SpanProcessor['onStart']>[0];

export class MultiSpanProcessor implements SpanProcessor {
  readonly _spanProcessors: readonly SpanProcessor[];

  constructor(processors: readonly SpanProcessor[]) {
    this._spanProcessors = processors;
  }

  onStart(span: StartedSpan, context: Context): void {
    for (const each of this._spanProcessors) each.onStart(span, context);
  }

  onEnding(span: StartedSpan): void {
    for (const each of this._spanProcessors) each.onEnding?.(span);
  }

  onEnd(span: ReadableSpan): void {
    for (const each of this._spanProcessors) each.onEnd(span);
  }

  async forceFlush(): Promise<void> {
    await Promise.all(this._spanProcessors.map((each) => each.forceFlush()));
  }

  async shutdown(): Promise<void> {
    await Promise.all(this._spanProcessors.map((each) => each.shutdown()));
  }
}
