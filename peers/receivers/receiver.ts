import type { LogLine } from '../../harness/lambda/index.ts';

/** What a tracer sends spans as. */
export type Protocol = 'otlp' | 'datadog-log' | 'sentry' | 'xray' | 'lumigo';

/** One span, as far as all protocols know of such things. Ids are lowercase hex. */
export interface SeenSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
  /** The request id, or of X-Ray the trace id, where the span is an invocation's. */
  readonly invocation: string | undefined;
  /** Whether it only says that the invocation has begun. */
  readonly isStart: boolean;
  readonly isError: boolean;
  /** All that it says, to find in it what the function has called. */
  readonly text: string;
}

/** `slow` answers after `slowMs`, `silent` never. */
export type Behaviour = 'well' | 'slow' | 'silent';

export const slowMs = 500;

/** Takes what a tracer sends, on the loopback. */
export interface Receiver {
  /** See `Place`. */
  readonly address: string;
  readonly certificate: string;
  /** Whether anybody waits for its answers: not for those of a log or of UDP. */
  readonly answers: boolean;
  /** All that has arrived, in order; `logs` are the function's. */
  spans(logs: readonly LogLine[]): readonly SeenSpan[];
  behave(behaviour: Behaviour): void;
  close(): Promise<void>;
}
