import { ROOT_CONTEXT } from '@opentelemetry/api';
import { AlwaysOffSampler, createAlwaysRecordSampler } from '@opentelemetry/sdk-trace';
import { expect, test } from 'vitest';
import { SpanBuffer } from '../../src/export/span-buffer.ts';
import { recordDiagnostics } from './diagnostics.ts';
import { endedSpans, providerOf } from './sample-spans.ts';

function bufferOf({ maxQueueSize = 100, maxExportBatchSize = 10 } = {}) {
  let flushes = 0;
  const flush = async () => {
    flushes += 1;
  };
  const buffer = new SpanBuffer({ maxQueueSize, maxExportBatchSize, flush });
  return { buffer, flushes: () => flushes };
}

const namesOf = (spans: readonly { name: string }[]) => spans.map(({ name }) => name);

test('holds the spans that end, in their order', () => {
  const { buffer } = bufferOf();
  const tracer = providerOf(buffer).getTracer('test');
  const first = tracer.startSpan('first', {}, ROOT_CONTEXT);
  const second = tracer.startSpan('second', {}, ROOT_CONTEXT);
  tracer.startSpan('open', {}, ROOT_CONTEXT);

  second.end();
  first.end();

  expect(buffer.size).toBe(2);
  expect(namesOf(buffer.take())).toEqual(['second', 'first']);
  expect(buffer.size).toBe(0);
});

test('leaves out spans that are recorded but not sampled', () => {
  const { buffer } = bufferOf();
  const sampler = createAlwaysRecordSampler(new AlwaysOffSampler());
  const span = providerOf(buffer, sampler).getTracer('test').startSpan('a', {}, ROOT_CONTEXT);

  span.end();

  expect(span.isRecording()).toBe(false);
  expect(buffer.size).toBe(0);
  expect(buffer.dropped).toBe(0);
});

test('drops the oldest when it is full, counts them and says so', () => {
  const reports = recordDiagnostics();
  const { buffer } = bufferOf({ maxQueueSize: 2 });

  for (const span of endedSpans(5)) buffer.onEnd(span);

  expect(namesOf(buffer.take())).toEqual(['span-3', 'span-4']);
  expect(buffer.dropped).toBe(3);
  expect(new Set(reports).size).toBe(1);
  expect(reports[0]).toContain('maxQueueSize');
});

test('gives at most a batch at a time', () => {
  const { buffer } = bufferOf({ maxExportBatchSize: 2 });
  for (const span of endedSpans(3)) buffer.onEnd(span);

  const batches = [buffer.take(), buffer.take(), buffer.take()];

  expect(batches.map((batch) => batch.length)).toEqual([2, 1, 0]);
});

test('takes spans back ahead of newer ones', () => {
  const { buffer } = bufferOf({ maxExportBatchSize: 2 });
  for (const span of endedSpans(4)) buffer.onEnd(span);

  buffer.putBack(buffer.take());

  expect(namesOf(buffer.take())).toEqual(['span-0', 'span-1']);
});

test('takes no more back than there is room for', () => {
  const { buffer } = bufferOf({ maxQueueSize: 3 });
  for (const span of endedSpans(3, 'old')) buffer.onEnd(span);
  const taken = buffer.take();
  for (const span of endedSpans(2, 'new')) buffer.onEnd(span);

  buffer.putBack(taken);

  expect(namesOf(buffer.take())).toEqual(['old-2', 'new-0', 'new-1']);
  expect(buffer.dropped).toBe(2);
});

test('asks for a flush whenever another batch has ended', () => {
  const { buffer, flushes } = bufferOf({ maxExportBatchSize: 3 });

  const asked = endedSpans(7).map((span) => {
    buffer.onEnd(span);
    return flushes();
  });

  expect(asked).toEqual([0, 0, 1, 1, 1, 2, 2]);
});

test('flushes when the provider is told to, and when it is shut down', async () => {
  const { buffer, flushes } = bufferOf();
  const provider = providerOf(buffer);

  await provider.forceFlush();
  await provider.shutdown();

  expect(flushes()).toBe(2);
});
