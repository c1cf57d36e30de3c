import { SpanStatusCode, trace } from '@opentelemetry/api';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { batchedFlush } from '../../src/aws/batched-flush.ts';
import type { FlushPolicy, OpenInvocation } from '../../src/core/telemetry.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const interval = 1_000;
const inner: FlushPolicy = {
  holdsResponse: false,
  opened: () => undefined,
  closed: () => undefined,
};

/** A process whose environment has an end that it is told of, or not. */
async function start(isTold = true) {
  const events: string[] = [];
  const client = {
    next: async () => void events.push('next'),
    done: () => undefined,
    error: () => undefined,
  };
  const batches = batchedFlush(interval, client, Promise.resolve(isTold));
  const flush = batches.whenDue(async () => void events.push('flush'));
  const policy = batches.noting(inner);
  await client.next();

  async function invoke(code = SpanStatusCode.UNSET, duration = 0): Promise<string[]> {
    const invocation = { root: { status: { code } } } as unknown as OpenInvocation;
    policy.opened(invocation);
    vi.advanceTimersByTime(duration);
    void policy.closed(invocation);
    events.length = 0;
    await flush(Number.POSITIVE_INFINITY);
    await client.next();
    return [...events];
  }
  return { batches, invoke };
}

test('the first invocation is sent at once, and those after it when the interval is over', async () => {
  const { invoke } = await start();
  expect(await invoke()).toEqual(['flush', 'next']);

  expect(await invoke()).toEqual(['next']);
  vi.advanceTimersByTime(interval - 1);
  expect(await invoke()).toEqual(['next']);
  vi.advanceTimersByTime(1);

  expect(await invoke()).toEqual(['flush', 'next']);
  expect(await invoke()).toEqual(['next']);
});

test('the interval begins with the first invocation that is kept, not with the last flush', async () => {
  const { invoke } = await start();
  await invoke();

  vi.advanceTimersByTime(10 * interval);

  expect(await invoke()).toEqual(['next']);
});

test('an invocation that takes longer than the interval is sent at once', async () => {
  const { invoke } = await start();
  await invoke();

  expect(await invoke(SpanStatusCode.UNSET, interval)).toEqual(['flush', 'next']);
});

test('a failed invocation is sent at once, with what has been kept', async () => {
  const { invoke } = await start();
  await invoke();

  expect(await invoke(SpanStatusCode.ERROR)).toEqual(['flush', 'next']);
  expect(await invoke()).toEqual(['next']);
});

test('the freeze waits for a full batch that is on its way', async () => {
  const { batches, invoke } = await start();
  await invoke();

  batches.full();

  expect(await invoke()).toEqual(['flush', 'next']);
  expect(await invoke()).toEqual(['next']);
});

test('nothing is kept where nobody tells of the end', async () => {
  const { invoke } = await start(false);

  for (let made = 0; made < 3; made++) expect(await invoke()).toEqual(['flush', 'next']);
});

test('an invocation that is not recorded has not failed', async () => {
  const { batches } = await start();
  const policy = batches.noting(inner);

  const root = trace.wrapSpanContext({ traceId: '', spanId: '', traceFlags: 0 });

  expect(() => policy.closed({ root } as unknown as OpenInvocation)).not.toThrow();
});
