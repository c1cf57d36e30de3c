import { INVALID_SPAN_CONTEXT, trace } from '@opentelemetry/api';
import { expect, test } from 'vitest';
import { flushInWindow } from '../../src/aws/freeze.ts';
import { flushBeforeResponse, flushInBackground } from '../../src/core/flush-policies.ts';
import type { OpenInvocation } from '../../src/core/telemetry.ts';

/** Writes down what happens, in order. */
function journal() {
  const events: string[] = [];
  const client = {
    next: async () => {
      events.push('next');
    },
    done: (_id: string, _body: string) => void events.push('posted'),
    error: (_id: string, _body: string, _cause: string) => void events.push('posted'),
  };
  const flush = async (deadline: number) => {
    await Promise.resolve();
    events.push(`flushed by ${deadline}`);
  };
  const invocation = (deadline: number): OpenInvocation => ({
    id: '1',
    deadline,
    root: trace.wrapSpanContext(INVALID_SPAN_CONTEXT),
    openSpans: new Set<never>(),
    tellInitialization: () => undefined,
    failed: ({ type }) => void events.push(type),
    end: () => {
      events.push('ended');
      return undefined;
    },
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

test('an answer that is held is posted after the flush', async () => {
  const { events, client, flush, invocation } = journal();
  const policy = flushInWindow(client, flush, true);
  policy.opened(invocation(1000));

  client.done('1', '{}');
  await Promise.resolve();
  expect(events).toEqual(['ended']);
  await client.next();

  expect(events).toEqual(['ended', 'ended', 'flushed by 1000', 'posted', 'next']);
});

test('an invocation ends when its answer has been posted, with the error that was', async () => {
  const { events, client, flush, invocation } = journal();
  flushInWindow(client, flush, false).opened(invocation(1000));

  client.error('1', '{"errorType":"OrderError","errorMessage":"none left"}', '');
  await Promise.resolve();

  expect(events).toEqual(['posted', 'OrderError', 'ended']);
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
