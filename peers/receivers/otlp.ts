import { startCollector } from '../../harness/collector/collector.ts';
import type { CollectedSpan } from '../../src/viewer/otlp/collected-span.ts';
import { type Receiver, type SeenSpan, slowMs } from './receiver.ts';

/** OTLP over HTTP. A span is an invocation's where it has `faas.invocation_id`, or `faas.execution` of old. */
export async function startOtlpReceiver(): Promise<Receiver> {
  const collector = await startCollector();
  const behaviours = { well: {}, slow: { delayMs: slowMs }, silent: { answer: 'never' } } as const;
  return {
    address: collector.url,
    certificate: '',
    answers: true,
    spans: () => collector.spans().map(seen),
    behave: (behaviour) => collector.behave(behaviours[behaviour]),
    close: () => collector.close(),
  };
}

function seen(span: CollectedSpan): SeenSpan {
  const { traceId, spanId, parentSpanId, links, name, attributes, status } = span;
  const invocation = attributes['faas.invocation_id'] ?? attributes['faas.execution'];
  return {
    traceId,
    spanId,
    parentSpanId,
    links,
    invocation: invocation === undefined ? undefined : String(invocation),
    isStart: false,
    isError: status.code === 'error',
    text: JSON.stringify([name, attributes], (_, value) =>
      typeof value === 'bigint' ? String(value) : value,
    ),
  };
}
