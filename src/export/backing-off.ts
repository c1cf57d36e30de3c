import { SpanStatusCode } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import {
  keepsAll,
  passes,
  probabilityOf,
  type Threshold,
  thresholdIn,
  thresholdOf,
  withThreshold,
} from '../propagation/ot-trace-state.ts';
import type { ReportFault } from './delivery-log.ts';
import type { Send } from './send.ts';
import { spanKind } from './span-kind.ts';

const leastShare = 1 / 64;
/** After a refusal, and after each step back, in milliseconds. */
const recoveryMs = 10_000;

export interface BackingOffOptions {
  /** Whether all traces that begin here are sampled, although no threshold says so. */
  readonly samplesAll: boolean;
  readonly report: ReportFault;
  readonly now?: () => number;
}

/**
 * Sends half as many traces each time that the endpoint says that it is too much, and twice as many again once it has not
 * for a while. What has an error in it is sent in any case. All who back off as far give up the same traces, and those
 * that are sent tell by their threshold how many they stand for.
 */
export function backingOff(
  send: Send<ReadableSpan>,
  { samplesAll, report, now = Date.now }: BackingOffOptions,
): Send<ReadableSpan> {
  let share = 1;
  let changedAt = 0;
  let isTold = false;
  /** The shares that spans were chosen by already, which wait to be sent again. */
  const chosenBy = new WeakMap<ReadableSpan, number>();

  function choose(spans: readonly ReadableSpan[]): ReadableSpan[] {
    const chosen = new Map([...byTrace(spans)].flatMap(chooseTrace));
    return spans.flatMap((span) => chosen.get(span) ?? []);
  }

  /** What of a trace is sent, each span with what is sent in its place. */
  function chooseTrace(spans: readonly ReadableSpan[]): [ReadableSpan, ReadableSpan][] {
    const factor = share / (chosenBy.get(spans.at(-1) as ReadableSpan) ?? 1);
    const isWhole = factor >= 1 || spans.some(mayNotMiss);
    const views = isWhole ? spans : sampled(spans, factor, samplesAll);
    return views.map((view, index) => {
      chosenBy.set(view, Math.min(share, chosenBy.get(view) ?? 1));
      return [spans[index] as ReadableSpan, view];
    });
  }

  function noteRefusal(refusal: Error): void {
    share = Math.max(share / 2, leastShare);
    changedAt = now();
    if (!isTold)
      report(
        'antifreeze: it is too much for the endpoint; fewer traces are sent until it no longer is, but all with errors:',
        refusal,
      );
    isTold = true;
  }

  function recover(): void {
    const since = now() - changedAt;
    // Less than nothing where a clock was set back.
    if (share === 1 || (since >= 0 && since < recoveryMs)) return;
    share = Math.min(1, share * 2);
    changedAt = now();
  }

  return async (spans, deadline) => {
    const result = await send(share < 1 ? choose(spans) : spans, deadline);
    if (result.throttled) noteRefusal(result.throttled);
    else if (result.unsent.length === 0) recover();
    // At once, so that what waits doesn't push out what may not be missed.
    return share < 1 ? { ...result, unsent: choose(result.unsent) } : result;
  };
}

function byTrace(spans: readonly ReadableSpan[]): Iterable<ReadableSpan[]> {
  const traces = new Map<string, ReadableSpan[]>();
  for (const span of spans) {
    const { traceId } = span.spanContext();
    const known = traces.get(traceId);
    if (known) known.push(span);
    else traces.set(traceId, [span]);
  }
  return traces.values();
}

/** What is wrong, and what tells of spans that are gone. */
function mayNotMiss(span: ReadableSpan): boolean {
  return span.status.code === SpanStatusCode.ERROR || spanKind.toldBy(span) > 0;
}

/**
 * As much of a trace as is here, sampled once more: an invocation's spans are sent together, its root the last. Where
 * nobody knows how it was sampled before, nobody will.
 */
function sampled(
  spans: readonly ReadableSpan[],
  factor: number,
  samplesAll: boolean,
): readonly ReadableSpan[] {
  const last = spans.at(-1) as ReadableSpan;
  const { traceId, traceState } = last.spanContext();
  const isAll = samplesAll && last.parentSpanContext === undefined;
  const before = thresholdIn(traceState) ?? (isAll ? keepsAll : undefined);
  const probability = before === undefined ? 1 : probabilityOf(before);
  const threshold = thresholdOf(probability * factor) ?? keepsAll;
  if (!passes(traceId, traceState, threshold)) return [];
  return spans.map((span) => sampledAt(span, before === undefined ? undefined : threshold));
}

function sampledAt(span: ReadableSpan, threshold: Threshold | undefined): ReadableSpan {
  if (threshold === undefined) return span;
  const context = span.spanContext();
  const traceState = withThreshold(context.traceState, threshold);
  const changed = { ...context, ...(traceState && { traceState }) };
  return Object.create(span, { spanContext: { value: () => changed } });
}
