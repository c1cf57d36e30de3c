import {
  type Context,
  isSpanContextValid,
  type TextMapPropagator,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { isTracingSuppressed } from '@opentelemetry/core';
import { readFirst } from './read-first.ts';
import { isDebug, type SenderSpan, withSender } from './remote-parent.ts';

/** A span that is about to be told of in headers. */
export interface SentSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly sampled: boolean;
  readonly debug: boolean;
}

/** How a vendor or a standard tells of a span in headers, both ways. */
export interface HeaderFormat {
  /** The headers that are read or written. */
  readonly fields: readonly string[];
  /** `header` gives the text of a header in any spelling, without blanks around it. */
  read(header: (name: string) => string | undefined): SenderSpan | undefined;
  write(span: SentSpan): Readonly<Record<string, string>>;
}

/** The propagator of a format that has nothing but the sender to tell. */
export function headerPropagator({ fields, read, write }: HeaderFormat): TextMapPropagator {
  return {
    fields: () => [...fields],
    extract: (context, carrier, getter) =>
      withSender(
        context,
        read((name) => readFirst(getter, carrier, name)),
      ),
    inject(context, carrier, setter) {
      const span = spanToSend(context);
      if (!span) return;
      for (const [name, value] of Object.entries(write(span))) setter.set(carrier, name, value);
    },
  };
}

/** The active span; undefined where there is none, or where tracing is suppressed. */
export function spanToSend(context: Context): SentSpan | undefined {
  const span = trace.getSpanContext(context);
  if (!span || !isSpanContextValid(span) || isTracingSuppressed(context)) return undefined;
  const sampled = (span.traceFlags & TraceFlags.SAMPLED) !== 0;
  return { traceId: span.traceId, spanId: span.spanId, sampled, debug: isDebug(context) };
}
