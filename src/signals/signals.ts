import type { LoggerProvider } from '@opentelemetry/api';
import type { ReadableSpan, Sampler, SpanProcessor } from '@opentelemetry/sdk-trace';
import type { ObserveInvocation } from '../core/observe-invocation.ts';
import type { Flush } from '../export/flusher.ts';
import type { SignalSdk } from './signal-sdk.ts';

/** What is sent of a process: its spans, and the other signals that are switched on. */
export interface Signals extends SignalSdk {
  /** Takes the spans that end. */
  readonly processor: SpanProcessor;
  readonly sampler: Sampler;
  readonly observers: readonly ObserveInvocation[];
  /** Sends what is there of all of them, each by requests of its own at the same time. */
  readonly flush: Flush;
  /** Makes the loggers of everybody, where there are logs. */
  readonly loggerProvider?: LoggerProvider | undefined;
  /** Hears of the spans that processes before this one have left. */
  onRecovered?(spans: readonly ReadableSpan[]): void;
}

/** `signals`, and one more of them. */
export function joined(
  signals: Signals,
  { observe, flush, close }: SignalSdk & { readonly observe: ObserveInvocation },
): Signals {
  return {
    ...signals,
    observers: [...signals.observers, observe],
    async flush(deadline) {
      // Spans first: what is found of them may have to be measured.
      await Promise.all([signals.flush(deadline), flush(deadline)]);
    },
    close() {
      signals.close();
      close();
    },
  };
}
