import { DiagLogLevel, diag } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { expect, onTestFinished, test } from 'vitest';
import { createFlusher } from '../../src/export/flusher.ts';
import { ItemBuffer } from '../../src/export/item-buffer.ts';
import type { Send } from '../../src/export/send.ts';
import { spanKind } from '../../src/export/span-kind.ts';
import type { Deadline } from '../../src/support/deadline.ts';
import { recordDiagnostics } from './diagnostics.ts';
import { inAMinute } from './otlp-endpoint.ts';
import { endedSpans } from './sample-spans.ts';

const limits = { maxQueueSize: 100, maxExportBatchSize: 10 };

/** A buffer with its flush. Each send waits until `finish` is called for it, in the order of the sends. */
function held() {
  const sends: { names: string[]; deadline: Deadline; finish: () => void }[] = [];
  const buffer: ItemBuffer<ReadableSpan> = new ItemBuffer({
    kind: spanKind,
    ...limits,
    flush: () => flush(inAMinute()),
  });
  const flush = createFlusher(buffer, (spans, deadline) => {
    const names = spans.map(({ name }) => name);
    return new Promise((resolve) => {
      sends.push({ names, deadline, finish: () => resolve({ unsent: [], dropped: 0 }) });
    });
  });
  const end = (...names: string[]) => {
    for (const name of names) buffer.add(endedSpans(1, name)[0] as never);
  };
  return { buffer, flush, sends, end, finish: (index: number) => sends[index]?.finish() };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

async function isDone(work: Promise<void>): Promise<boolean> {
  await turn();
  return Promise.race([work.then(() => true), turn().then(() => false)]);
}

function immediate(send: Send<ReadableSpan>) {
  const buffer: ItemBuffer<ReadableSpan> = new ItemBuffer({
    kind: spanKind,
    ...limits,
    flush: () => flush(inAMinute()),
  });
  const flush = createFlusher(buffer, send);
  return { buffer, flush };
}

test('is done at once where there is nothing to send', async () => {
  const { flush, sends } = held();

  await flush(inAMinute());

  expect(sends).toEqual([]);
});

test('flushes of the same moment share one send', async () => {
  const { flush, sends, end, finish } = held();
  end('a', 'b');

  const flushes = [flush(inAMinute()), flush(inAMinute()), flush(inAMinute())];
  await turn();
  finish(0);
  await Promise.all(flushes);

  expect(sends.map(({ names }) => names)).toEqual([['a-0', 'b-0']]);
});

test('waits for the send that is under way, then for what was not in it', async () => {
  const { flush, sends, end, finish } = held();
  end('a');
  const first = flush(inAMinute());
  await turn();
  end('b');

  const second = flush(inAMinute());
  finish(0);
  const afterFirst = [await isDone(first), await isDone(second)];
  finish(1);
  await second;

  // One emptying of the buffer goes on until it is empty, so that the first flush waits for both.
  expect(afterFirst[1]).toBe(false);
  expect(sends.map(({ names }) => names)).toEqual([['a-0'], ['b-0']]);
});

test('waits for a send under way though nothing else is left', async () => {
  const { flush, end, finish } = held();
  end('a');
  const first = flush(inAMinute());
  await turn();

  const second = flush(inAMinute());
  const early = await isDone(second);
  finish(0);
  await Promise.all([first, second]);

  expect(early).toBe(false);
});

test('each flush ends by its own deadline', async () => {
  const { flush, end, finish } = held();
  end('a');
  const patient = flush(inAMinute());
  await turn();

  await flush(Date.now() + 20);

  expect(await isDone(patient)).toBe(false);
  finish(0);
  await patient;
});

test('those who share a send have the time of the most patient', async () => {
  const { flush, sends, end, finish } = held();
  end('a');
  const deadline = inAMinute();

  const flushes = [flush(Date.now() + 20), flush(deadline), flush(Date.now() + 20)];
  await turn();
  finish(0);
  await Promise.all(flushes);

  expect(sends[0]?.deadline).toBe(deadline);
});

test('sends nothing after the deadline, and keeps the spans', async () => {
  const { buffer, flush, sends, end } = held();
  end('a');

  await flush(Date.now() - 1);

  expect(sends).toEqual([]);
  expect(buffer.size).toBe(1);
});

test('keeps what could not be sent for the next flush, and stops there', async () => {
  let well = false;
  const batches: string[][] = [];
  const { buffer, flush } = immediate(async (spans) => {
    batches.push(spans.map(({ name }) => name));
    return { unsent: well ? [] : spans, dropped: 0 };
  });
  for (const span of endedSpans(2)) buffer.add(span);

  await flush(inAMinute());
  const kept = buffer.size;
  well = true;
  await flush(inAMinute());

  expect(kept).toBe(2);
  expect(buffer.size).toBe(0);
  expect(batches).toEqual([
    ['span-0', 'span-1'],
    ['span-0', 'span-1'],
  ]);
});

test('a sender that breaks its word stops no later flush', async () => {
  const reports = recordDiagnostics();
  const { buffer, flush } = immediate(async () => {
    throw new Error('out of order');
  });

  for (const span of endedSpans(2)) {
    buffer.add(span);
    await flush(inAMinute());
  }

  expect(buffer.size).toBe(0);
  expect(buffer.dropped).toBe(2);
  expect(reports).toHaveLength(2);
});

test('a logger that throws stops no later flush', async () => {
  const fail = () => {
    throw new Error('no more paper');
  };
  const logger = { error: fail, warn: fail, info: fail, debug: fail, verbose: fail };
  diag.setLogger(logger, { logLevel: DiagLogLevel.ERROR });
  onTestFinished(() => diag.disable());
  const sent: string[] = [];
  const { buffer, flush } = immediate(async (spans) => {
    if (sent.push(...spans.map(({ name }) => name)) === 1) throw new Error('out of order');
    return { unsent: [], dropped: 0 };
  });

  for (const span of endedSpans(2)) {
    buffer.add(span);
    await flush(inAMinute());
  }

  expect(sent).toEqual(['span-0', 'span-1']);
});
