import type { SeenSpan } from './receiver.ts';

interface TraceData {
  readonly trace_id: string;
  readonly span_id: string;
  readonly parent_span_id?: string;
  readonly status?: string;
  readonly data?: Readonly<Record<string, unknown>>;
  readonly links?: readonly { trace_id: string; span_id: string }[];
}

interface Transaction {
  readonly type: string;
  readonly contexts: { readonly trace: TraceData };
  readonly spans?: readonly TraceData[];
}

/** An envelope: lines of JSON, of which each item has two. A transaction is a root span with those below it. */
export function readSentry(body: string): SeenSpan[] {
  return body
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Partial<Transaction>)
    .filter((item): item is Transaction => item.type === 'transaction' && 'contexts' in item)
    .flatMap(({ contexts: { trace }, spans = [] }) => [trace, ...spans].map(seen));
}

function seen(span: TraceData): SeenSpan {
  const invocation = span.data?.['faas.invocation_id'] ?? span.data?.['faas.execution'];
  return {
    traceId: span.trace_id,
    spanId: span.span_id,
    parentSpanId: span.parent_span_id,
    links: (span.links ?? []).map(({ trace_id, span_id }) => ({
      traceId: trace_id,
      spanId: span_id,
    })),
    invocation: invocation === undefined ? undefined : String(invocation),
    isStart: false,
    isError: span.status !== undefined && span.status !== 'ok',
    text: JSON.stringify(span),
  };
}
