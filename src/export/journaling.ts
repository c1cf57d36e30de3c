import type { SendSpans } from './send-spans.ts';
import type { SpanJournal } from './span-buffer.ts';

/** Notes in the journal what was acknowledged, or refused for good, as soon as it is known. */
export function journaling(send: SendSpans, journal: SpanJournal): SendSpans {
  return async (spans, deadline) => {
    const result = await send(spans, deadline);
    const unsent = new Set(result.unsent);
    journal.settled(spans.filter((span) => !unsent.has(span)));
    return result;
  };
}
