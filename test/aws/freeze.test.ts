import { INVALID_SPAN_CONTEXT, trace } from '@opentelemetry/api';
import { expect, test } from 'vitest';
import { flushInWindow } from '../../src/aws/freeze.ts';
import { flushBeforeResponse, flushInBackground } from '../../src/core/flush-policies.ts';

/** Writes down what happens, in order. */
function journal() {
  const events: string[] = [];
  const client = {
    next: async () => {
      events.push('next');
    },
  };
  const flush = async (deadline: number) => {
    await Promise.resolve();
    events.push(`flushed by ${deadline}`);
  };
  const invocation = (deadline: number) => ({
    deadline,
    root: trace.wrapSpanContext(INVALID_SPAN_CONTEXT),
    openSpans: new Set<never>(),
    end: () => void events.push('ended'),
  });
  return { events, client, flush, invocation };
}

test('initialisation does not wait for a flush, and its end is noted', async () => {
  const { events, client, flush } = journal();
  const policy = flushInWindow(client, flush, false);
  expect(policy.initializedAt()).toBeUndefined();

  await client.next();

  expect(events).toEqual(['next']);
  expect(policy.initializedAt()).toBeGreaterThan(0);
});

test('the next event is asked for after the flush', async () => {
  const { events, client, flush, invocation } = journal();
  const policy = flushInWindow(client, flush, false);
  const served = invocation(1000);
  policy.opened(served);

  expect(policy.closed(served)).toBeUndefined();
  await client.next();

  expect(events).toEqual(['flushed by 1000', 'next']);
});

test('an invocation that the runtime gave up ends before the flush', async () => {
  const { events, client, flush, invocation } = journal();
  flushInWindow(client, flush, false).opened(invocation(1000));

  await client.next();

  expect(events).toEqual(['ended', 'flushed by 1000', 'next']);
});

test('a held response waits for its own flush, and the freeze for what is left', async () => {
  const { events, client, flush, invocation } = journal();
  const policy = flushInWindow(client, flush, true);
  const served = invocation(1000);
  policy.opened(served);

  await policy.closed(served);
  events.push('responded');
  await client.next();

  expect(events).toEqual(['flushed by 1000', 'responded', 'flushed by 1000', 'next']);
});

test('without the window each response waits for its flush', async () => {
  const { events, flush, invocation } = journal();

  await flushBeforeResponse(flush).closed(invocation(500));

  expect(events).toEqual(['flushed by 500']);
});

test('in an environment that serves many at once nobody waits', async () => {
  const { events, flush, invocation } = journal();

  expect(flushInBackground(flush).closed(invocation(500))).toBeUndefined();
  expect(events).toEqual([]);

  await expect.poll(() => events).toEqual(['flushed by 500']);
});
