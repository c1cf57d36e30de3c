import type { TraceState } from '@opentelemetry/api';
import { parseTraceState } from './trace-state.ts';

/**
 * OpenTelemetry's own member of `tracestate`, `ot=th:c;rv:0123456789abcd`.
 * https://opentelemetry.io/docs/specs/otel/trace/tracestate-handling/
 */
const member = 'ot';

/** The share of traces that are rejected, as a fraction in hexadecimal digits without zeros at their end: `c` is 3/4. */
export type Threshold = string;

/** All of the 56 bits that a trace's randomness has, in hexadecimal digits. */
const mostDigits = 14;
const validThreshold = /^[\da-f]{1,14}$/;
const validRandomness = /^[\da-f]{14}$/;

/** Nothing is rejected. */
export const keepsAll: Threshold = '0';

/** The digits that thresholds have beside those that say that few traces are kept. */
const precision = 4;

/** The threshold by which `probability` of the traces are kept; undefined where that is none. */
export function thresholdOf(probability: number): Threshold | undefined {
  if (!(probability > 0)) return undefined;
  const leading = Math.floor((Math.floor(Math.log2(probability)) + 1) / -4);
  const digits = Math.max(1, Math.min(12, precision + leading));
  const steps = 16 ** digits;
  const rejected = Math.min(Math.round((1 - Math.min(probability, 1)) * steps), steps - 1);
  return rejected.toString(16).padStart(digits, '0').replace(/0+$/, '') || keepsAll;
}

/** The share of traces that a threshold keeps: one that is kept stands for as many as its inverse says. */
export function probabilityOf(threshold: Threshold): number {
  return 1 - Number.parseInt(threshold, 16) / 16 ** threshold.length;
}

/** Whether a trace is kept: all who decide by a trace's randomness keep the same traces, or more. */
export function passes(
  traceId: string,
  state: TraceState | undefined,
  threshold: Threshold,
): boolean {
  return randomnessOf(traceId, state) >= threshold.padEnd(mostDigits, '0');
}

/** The lower one, which keeps more. */
export function lower(one: Threshold, other: Threshold): Threshold {
  return one < other ? one : other;
}

function randomnessOf(traceId: string, state: TraceState | undefined): string {
  const explicit = fieldsOf(state).get('rv') ?? '';
  return validRandomness.test(explicit) ? explicit : traceId.slice(-mostDigits);
}

/** The threshold that a span was sampled by; undefined where nobody says. */
export function thresholdIn(state: TraceState | undefined): Threshold | undefined {
  const threshold = fieldsOf(state).get('th') ?? '';
  return validThreshold.test(threshold) ? threshold : undefined;
}

/** The same state, with this threshold, or without any. What else is in it stays. */
export function withThreshold(
  state: TraceState | undefined,
  threshold: Threshold | undefined,
): TraceState | undefined {
  const fields = fieldsOf(state);
  if (fields.get('th') === threshold) return state;
  fields.delete('th');
  const others = [...fields].map((field) => field.join(':'));
  const value = [...(threshold === undefined ? [] : [`th:${threshold}`]), ...others].join(';');
  if (value === '') return state?.unset(member);
  return state?.set(member, value) ?? parseTraceState(`${member}=${value}`);
}

function fieldsOf(state: TraceState | undefined): Map<string, string> {
  const fields = (state?.get(member) ?? '').split(';').filter(Boolean);
  return new Map(
    fields.map((field) => {
      const [key = '', value = ''] = field.split(':', 2);
      return [key, value];
    }),
  );
}
