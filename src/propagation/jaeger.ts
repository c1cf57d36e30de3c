import {
  type BaggageEntry,
  type Context,
  propagation,
  type TextMapGetter,
  type TextMapPropagator,
  type TextMapSetter,
} from '@opentelemetry/api';
import { isTracingSuppressed } from '@opentelemetry/core';
import { headerPropagator } from './header-propagator.ts';
import { readFirst } from './read-first.ts';
import { paddedId, type SenderSpan } from './remote-parent.ts';

/** `{trace-id}:{span-id}:{parent-span-id}:{flags}` (https://www.jaegertracing.io/sdk-migration/#propagation-format). */
const field = 'uber-trace-id';
const baggagePrefix = 'uberctx-';
/** As many entries as W3C baggage may have. */
const mostBaggageEntries = 180;
const sampledFlag = 1;
const debugFlag = 2;

/** A baggage entry's name becomes part of a header's name (RFC 9110, 5.6.2). */
const headerToken = /^[\w!#$%&'*+.^`|~-]+$/;

/** Jaeger's own headers, both ways: the trace, and baggage in one header for each entry. */
export function createJaegerPropagator(): TextMapPropagator {
  const spans = headerPropagator({
    fields: [field],
    read: (header) => parse(header(field)),
    write: ({ traceId, spanId, sampled, debug }) => ({
      [field]: `${traceId}:${spanId}:0:${Number(sampled) | (debug ? debugFlag : 0)}`,
    }),
  });
  return {
    ...spans,
    extract: (context, carrier, getter) =>
      withJaegerBaggage(spans.extract(context, carrier, getter), carrier, getter),
    inject(context, carrier, setter) {
      spans.inject(context, carrier, setter);
      if (!isTracingSuppressed(context)) injectBaggage(context, carrier, setter);
    },
  };
}

/** Leading zeros may be missing, and clients that encode headers write `%3A` for the colons. */
function parse(value: string | undefined): SenderSpan | undefined {
  const parts = value?.split(/:|%3A/i, 5) ?? [];
  const traceId = paddedId(parts[0], 32);
  const spanId = paddedId(parts[1], 16);
  const flags = paddedId(parts[3], 2);
  if (parts.length !== 4 || !traceId || !spanId || !flags) return undefined;
  const bits = Number.parseInt(flags, 16);
  return {
    traceId,
    spanId,
    sampled: (bits & sampledFlag) !== 0,
    debug: (bits & debugFlag) !== 0,
  };
}

/** An entry that is there already, say from a W3C header, stays. */
function withJaegerBaggage(context: Context, carrier: unknown, getter: TextMapGetter): Context {
  const entries = new Map<string, BaggageEntry>();
  for (const key of getter.keys(carrier)) {
    const name = key.toLowerCase().startsWith(baggagePrefix) ? key.slice(baggagePrefix.length) : '';
    const value = name && readFirst(getter, carrier, key);
    if (value && entries.size < mostBaggageEntries) entries.set(name, { value: decoded(value) });
  }
  if (entries.size === 0) return context;
  for (const [name, entry] of propagation.getBaggage(context)?.getAllEntries() ?? [])
    entries.set(name, entry);
  return propagation.setBaggage(context, propagation.createBaggage(Object.fromEntries(entries)));
}

function injectBaggage(context: Context, carrier: unknown, setter: TextMapSetter): void {
  for (const [name, { value }] of propagation.getBaggage(context)?.getAllEntries() ?? [])
    if (headerToken.test(name)) setter.set(carrier, baggagePrefix + name, encoded(value));
}

/** Half a surrogate pair has no encoding, and encodeURIComponent throws at it. */
function encoded(value: string): string {
  return encodeURIComponent(value.toWellFormed());
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
