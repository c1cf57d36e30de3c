import type {
  Attributes,
  Context,
  HrTime,
  Link,
  Span,
  SpanContext,
  SpanKind,
  SpanStatus,
  TraceState,
} from '@opentelemetry/api';

/** A function's parameters may have types of their own, hence a method's. */
interface ContextExtractor {
  extract(
    event: unknown,
    context: unknown,
  ): Context | Readonly<Record<string, unknown>> | null | undefined;
}

/**
 * Finds the context of an invocation in what the function was called with: a context of OpenTelemetry's, or an object
 * with the fields that the propagators read, such as `{ traceparent, tracestate }`. Nothing where there is none.
 */
export type ExtractContext = ContextExtractor['extract'];

// The SDK's own interfaces, declared again: the published types may depend on the API alone.
// Methods, not function properties, so that the SDK's classes fit with their richer parameters.

/** A span that can be read, as the OpenTelemetry SDK hands it to processors. */
export interface ReadableSpan {
  readonly name: string;
  readonly kind: SpanKind;
  spanContext(): SpanContext;
  readonly parentSpanContext?: SpanContext;
  readonly startTime: HrTime;
  readonly endTime: HrTime;
  readonly duration: HrTime;
  readonly ended: boolean;
  readonly status: SpanStatus;
  readonly attributes: Attributes;
  readonly links: readonly Link[];
}

/** Sees every span start and end. Any span processor of the OpenTelemetry SDK is one. */
export interface SpanProcessor {
  onStart(span: Span & ReadableSpan, parentContext: Context): void;
  onEnd(span: ReadableSpan): void;
  forceFlush(): Promise<void>;
  shutdown(): Promise<void>;
}

/** A sampler's answer; `decision` is 0 to drop the span, 1 to record it only, 2 to record and sample it. */
export interface SamplingResult {
  readonly decision: number;
  readonly attributes?: Readonly<Attributes>;
  readonly traceState?: TraceState;
}

/** Decides for each new span whether it is recorded. Any sampler of the OpenTelemetry SDK is one. */
export interface Sampler {
  shouldSample(
    context: Context,
    traceId: string,
    spanName: string,
    spanKind: SpanKind,
    attributes: Attributes,
    links: Link[],
  ): SamplingResult;
  toString(): string;
}

/** Makes the ids of traces (32 hexadecimal digits) and spans (16). */
export interface IdGenerator {
  generateTraceId(): string;
  generateSpanId(): string;
}

/** What makes connections for `node:http` and `node:https`. An `Agent` of either is one. */
export interface HttpAgent {
  readonly maxSockets: number;
  destroy(): void;
}

/** A client for the queue of a relay. `new SQS()` of the AWS SDK version 3 is one. */
export interface RelayClient {
  sendMessageBatch(input: never, options?: { abortSignal?: AbortSignal }): Promise<unknown>;
}
