import {
  type Context,
  createContextKey,
  isSpanContextValid,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { withSamplingUndecided } from './sampling-undecided.ts';

const debugKey = createContextKey('antifreeze.debug');

/** What a header says of the span that sent it. */
export interface SenderSpan {
  readonly traceId: string;
  readonly spanId: string;
  /** Undefined where the decision was left to the receiver. */
  readonly sampled: boolean | undefined;
  /** Whether the trace is to be kept at any cost, which B3 and Jaeger know. It also means sampled, and is sent on. */
  readonly debug?: boolean;
}

/**
 * The context with the sender's span as parent. Unchanged where an id is not valid, and where another propagator has
 * found a sender before: W3C, which overrides what it finds, counts first, then the order of `OTEL_PROPAGATORS`.
 */
export function withSender(context: Context, sender: SenderSpan | undefined): Context {
  if (!sender || trace.getSpanContext(context)?.isRemote) return context;
  const { traceId, spanId, sampled, debug } = sender;
  const traceFlags = debug || sampled !== false ? TraceFlags.SAMPLED : TraceFlags.NONE;
  const spanContext = { traceId, spanId, traceFlags, isRemote: true };
  if (!isSpanContextValid(spanContext)) return context;
  const parent = trace.setSpanContext(context, spanContext);
  if (debug) return parent.setValue(debugKey, true);
  return sampled === undefined ? withSamplingUndecided(parent) : parent;
}

/** Whether the sender asked for the trace to be kept at any cost. */
export function isDebug(context: Context): boolean {
  return context.getValue(debugKey) === true;
}

/** An id of `length` lowercase hex digits, from one that may be shorter or in capitals; undefined for whatever is no id. */
export function paddedId(hex: string | undefined, length: number): string | undefined {
  const isId = hex !== undefined && hex.length <= length && /^[\da-f]+$/i.test(hex);
  return isId ? hex.toLowerCase().padStart(length, '0') : undefined;
}
