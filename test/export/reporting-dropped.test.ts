import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { expect, test } from 'vitest';
import { createFlusher } from '../../src/export/flusher.ts';
import { ItemBuffer } from '../../src/export/item-buffer.ts';
import { reportingDropped } from '../../src/export/reporting-dropped.ts';
import type { Undelivered } from '../../src/export/send.ts';
import { spanKind } from '../../src/export/span-kind.ts';
import { endedSpan } from '../journal/spans.ts';

/** A buffer of four spans, sent two at a time. Each send has the next of `results`; all is well after them. */
function exporting(...results: ((spans: ReadableSpan[]) => Undelivered<ReadableSpan>)[]) {
  const sent: ReadableSpan[][] = [];
  const buffer = new ItemBuffer({
    kind: spanKind,
    maxQueueSize: 4,
    maxExportBatchSize: 2,
    flush: async () => undefined,
  });
  const send = reportingDropped(async (spans) => {
    sent.push(spans);
    return results.shift()?.(spans) ?? { unsent: [], dropped: 0 };
  }, buffer);
  const flush = createFlusher(buffer, send);
  return {
    sent,
    end: (count: number) => {
      for (let made = 0; made < count; made++) buffer.add(endedSpan('span'));
    },
    flush: () => flush(Date.now() + 10_000),
    reports: () =>
      sent.map((spans) => spans.map(({ attributes }) => attributes['antifreeze.dropped_spans'])),
  };
}

const down = (spans: ReadableSpan[]): Undelivered<ReadableSpan> => ({ unsent: spans, dropped: 0 });
const refused = (spans: ReadableSpan[]): Undelivered<ReadableSpan> => ({
  unsent: [],
  dropped: spans.length,
});

test('what was dropped is told once, by the last span of the next request', async () => {
  const { end, flush, reports } = exporting();
  end(7);

  await flush();

  expect(reports()).toEqual([
    [undefined, 3],
    [undefined, undefined],
  ]);
});

test('a span that could not be sent keeps its count', async () => {
  const { end, flush, reports } = exporting(down);
  end(5);

  await flush();
  await flush();

  expect(reports()).toEqual([
    [undefined, 1],
    [undefined, 1],
    [undefined, undefined],
  ]);
});

test('a count is not lost with the span that has it', async () => {
  const { end, flush, sent, reports } = exporting(down);
  end(5);
  await flush();

  end(4);
  await flush();

  // Five of the first spans and none of the last: each of them is sent or told of.
  expect(sent.flat().length - 2 + 5).toBe(9);
  expect(reports().slice(1)).toEqual([
    [undefined, 5],
    [undefined, undefined],
  ]);
});

test('a request that is refused has its spans told of by the next one', async () => {
  const { end, flush, reports } = exporting(refused);
  end(5);

  await flush();

  expect(reports()).toEqual([
    [undefined, 1],
    [undefined, 3],
  ]);
});

test('the span itself stays as it was, but for the attribute', async () => {
  const { end, flush, sent } = exporting();
  end(5);

  await flush();

  const span = sent[0]?.[1];
  expect(span?.name).toBe('span');
  expect(span?.ended).toBe(true);
  expect(span?.spanContext().spanId).toMatch(/^[\da-f]{16}$/);
});
