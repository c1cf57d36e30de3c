import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { countSpans, droppedSpans, toldBy } from './count-spans.ts';
import type { SendSpans } from './send-spans.ts';
import type { SpanBuffer } from './span-buffer.ts';

/**
 * Tells the backend how many spans were dropped: as an attribute of the last span of a request, as a rule a root span.
 * The count stays with that span until it has arrived, so that nothing is told twice where a span isn't.
 */
export function reportingDropped(send: SendSpans, buffer: SpanBuffer): SendSpans {
  return async (spans, deadline) => {
    const loaded = load(spans, buffer);
    const result = await send(loaded, deadline);
    // A count that is refused together with its span has to find another one.
    return result.dropped === loaded.length ? { ...result, dropped: countSpans(loaded) } : result;
  };
}

function load(spans: ReadableSpan[], buffer: SpanBuffer): ReadableSpan[] {
  const last = spans.at(-1);
  const count = buffer.unreported;
  if (!last || count === 0) return spans;
  const attributes = { ...last.attributes, [droppedSpans]: toldBy(last) + count };
  // An ended span takes no attributes any more.
  const carrier: ReadableSpan = Object.create(last, { attributes: { value: attributes } });
  buffer.handOver(carrier, count);
  return [...spans.slice(0, -1), carrier];
}
