import type { CollectedSpan } from '../otlp/collected-span.ts';

/** One line of the list of traces. */
export interface TraceSummary {
  readonly traceId: string;
  /** Of its first span without a parent here. */
  readonly name: string;
  readonly service: string;
  /** What called it: a trigger, or the system that its message came through. */
  readonly source: string;
  readonly services: readonly string[];
  /** Epoch milliseconds, as a fraction. */
  readonly start: number;
  /** Milliseconds. */
  readonly duration: number;
  readonly spans: number;
  readonly errors: number;
  readonly coldStart: boolean;
  /** How its first failed span failed, in short. */
  readonly error: string;
  /** Whether an invocation in it was ended by its time-out or a kill. */
  readonly interrupted: boolean;
  /** The answer's HTTP status, if it has one. */
  readonly status: number | undefined;
}

/** More than a line has room for. */
const longestName = 300;

/** Sums up the spans of one trace, at least one. */
export function summarize(traceId: string, spans: readonly CollectedSpan[]): TraceSummary {
  const root = rootOf(spans);
  const failed = spans.filter(({ status }) => status.code === 'error');
  const [start, end] = spanOfTime(spans);
  const attributes = root?.attributes ?? {};
  const status = attributes['http.response.status_code'];
  return {
    traceId,
    name: (root?.name ?? '').slice(0, longestName),
    service: serviceOf(root),
    source: String(attributes['messaging.system'] ?? attributes['faas.trigger'] ?? ''),
    services: [...new Set(spans.map(serviceOf))],
    start: Number(start) / 1e6,
    duration: Number(end - start) / 1e6,
    spans: spans.length,
    errors: failed.length,
    coldStart: spans.some((span) => span.attributes['faas.coldstart'] === true),
    error: failed[0] ? errorOf(failed[0]) : '',
    interrupted: failed.some(isInterrupted),
    status: typeof status === 'number' ? status : undefined,
  };
}

/** Whether this is an invocation that didn't end by itself, but by its time-out or a kill. */
export function isInterrupted({ attributes }: CollectedSpan): boolean {
  const isInvocation = 'faas.invocation_id' in attributes;
  const isUnfinished = attributes['antifreeze.unfinished'] === true;
  return isInvocation && (isUnfinished || attributes['error.type'] === 'timeout');
}

export function serviceOf(span: CollectedSpan | undefined): string {
  return String(span?.resource['service.name'] ?? 'unknown service').slice(0, longestName);
}

function errorOf({ attributes, events, status }: CollectedSpan): string {
  const exception = events.find(({ name }) => name === 'exception')?.attributes ?? {};
  const type = exception['exception.type'] ?? attributes['error.type'] ?? '';
  const message = exception['exception.message'] ?? status.message;
  return [type, message].filter(Boolean).map(String).join(': ').slice(0, 200);
}

/** The earliest span whose parent isn't here; `init` begins before the invocation that waited for it. */
function rootOf(spans: readonly CollectedSpan[]): CollectedSpan | undefined {
  const known = new Set(spans.map(({ spanId }) => spanId));
  let root: CollectedSpan | undefined;
  for (const span of spans) {
    const isTop = span.parentSpanId === undefined || !known.has(span.parentSpanId);
    if (isTop && (root === undefined || span.start < root.start)) root = span;
  }
  return root ?? spans[0];
}

function spanOfTime(spans: readonly CollectedSpan[]): [start: bigint, end: bigint] {
  let start = spans[0]?.start ?? 0n;
  let end = start;
  for (const span of spans) {
    if (span.start < start) start = span.start;
    if (span.end > end) end = span.end;
  }
  return [start, end];
}
