import { expect, test } from 'vitest';
import { ItemBuffer } from '../../src/export/item-buffer.ts';
import { spanKind } from '../../src/export/span-kind.ts';
import { recordDiagnostics } from './diagnostics.ts';
import { endedSpans } from './sample-spans.ts';

function bufferOf({ maxQueueSize = 100, maxExportBatchSize = 10 } = {}) {
  let flushes = 0;
  const flush = async () => {
    flushes += 1;
  };
  const buffer = new ItemBuffer({ kind: spanKind, maxQueueSize, maxExportBatchSize, flush });
  return { buffer, flushes: () => flushes };
}

const namesOf = (spans: readonly { name: string }[]) => spans.map(({ name }) => name);

test('holds the spans that are added, in their order', () => {
  const { buffer } = bufferOf();

  for (const span of endedSpans(2)) buffer.add(span);

  expect(buffer.size).toBe(2);
  expect(namesOf(buffer.take())).toEqual(['span-0', 'span-1']);
  expect(buffer.size).toBe(0);
});

test('drops the oldest when it is full, counts them and says so', () => {
  const reports = recordDiagnostics();
  const { buffer } = bufferOf({ maxQueueSize: 2 });

  for (const span of endedSpans(5)) buffer.add(span);

  expect(namesOf(buffer.take())).toEqual(['span-3', 'span-4']);
  expect(buffer.dropped).toBe(3);
  expect(new Set(reports).size).toBe(1);
  expect(reports[0]).toContain('maxQueueSize');
});

test('gives at most a batch at a time', () => {
  const { buffer } = bufferOf({ maxExportBatchSize: 2 });
  for (const span of endedSpans(3)) buffer.add(span);

  const batches = [buffer.take(), buffer.take(), buffer.take()];

  expect(batches.map((batch) => batch.length)).toEqual([2, 1, 0]);
});

test('takes spans back ahead of newer ones', () => {
  const { buffer } = bufferOf({ maxExportBatchSize: 2 });
  for (const span of endedSpans(4)) buffer.add(span);

  buffer.putBack(buffer.take());

  expect(namesOf(buffer.take())).toEqual(['span-0', 'span-1']);
});

test('takes no more back than there is room for', () => {
  const { buffer } = bufferOf({ maxQueueSize: 3 });
  for (const span of endedSpans(3, 'old')) buffer.add(span);
  const taken = buffer.take();
  for (const span of endedSpans(2, 'new')) buffer.add(span);

  buffer.putBack(taken);

  expect(namesOf(buffer.take())).toEqual(['old-2', 'new-0', 'new-1']);
  expect(buffer.dropped).toBe(2);
});

test('asks for a flush whenever another batch has ended', () => {
  const { buffer, flushes } = bufferOf({ maxExportBatchSize: 3 });

  const asked = endedSpans(7).map((span) => {
    buffer.add(span);
    return flushes();
  });

  expect(asked).toEqual([0, 0, 1, 1, 1, 2, 2]);
});
