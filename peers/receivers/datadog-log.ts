import type { LogLine } from '../../harness/lambda/index.ts';
import type { SeenSpan } from './receiver.ts';

interface DatadogSpan {
  readonly trace_id: string;
  readonly span_id: string;
  readonly parent_id: string;
  readonly name: string;
  readonly error: number;
  readonly meta: Readonly<Record<string, string>>;
}

/** What Datadog's Forwarder reads from a function's log: `{"traces":[[{...}]]}`, a line for one or more spans. */
export function readDatadogLog(logs: readonly LogLine[]): SeenSpan[] {
  return logs
    .filter(({ text }) => text.startsWith('{"traces":'))
    .flatMap(({ text }) => (JSON.parse(text) as { traces: DatadogSpan[][] }).traces.flat())
    .map(seen);
}

function seen(span: DatadogSpan): SeenSpan {
  const { trace_id, span_id, parent_id, name, error, meta } = span;
  return {
    traceId: (meta['_dd.p.tid'] ?? '').padStart(16, '0') + trace_id.padStart(16, '0'),
    spanId: span_id.padStart(16, '0'),
    parentSpanId: /^0*$/.test(parent_id) ? undefined : parent_id.padStart(16, '0'),
    links: linksOf(meta['_dd.span_links']),
    invocation: name === 'aws.lambda' ? meta['request_id'] : undefined,
    isStart: false,
    isError: error === 1,
    text: JSON.stringify(span),
  };
}

function linksOf(text: string | undefined): SeenSpan['links'] {
  const links = JSON.parse(text ?? '[]') as { trace_id: string; span_id: string }[];
  return links.map(({ trace_id, span_id }) => ({ traceId: trace_id, spanId: span_id }));
}
