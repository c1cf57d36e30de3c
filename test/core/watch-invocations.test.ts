import { type Span, SpanStatusCode } from '@opentelemetry/api';
import { type ReadableSpan, type SpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Invocation } from '../../src/core/invocation.ts';
import { OpenSpansProcessor } from '../../src/core/open-spans.ts';
import { returned, threw } from '../../src/core/outcome.ts';
import { startInvocation } from '../../src/core/start-invocation.ts';
import type { FlushPolicy } from '../../src/core/telemetry.ts';
import { type OpenSpanJournal, watchInvocations } from '../../src/core/watch-invocations.ts';
import { registerApi } from '../../src/sdk/register-api.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const unheldResponses: FlushPolicy = {
  holdsResponse: false,
  opened: () => undefined,
  closed: () => undefined,
};
const margin = 100;
const lead = 20;
/** What it takes to wake by the fake clock, whose immediates come a millisecond later. */
const atOnceMs = 1;
const timeout = 1_000;

/** Invocations of a second each, over the real SDK. `journals` says whether a journal takes what it is given. */
function watched(journals: boolean | undefined) {
  registerApi();
  const ended: ReadableSpan[] = [];
  const recorder: SpanProcessor = {
    onStart: () => undefined,
    onEnd: (span) => void ended.push(span),
    forceFlush: async () => undefined,
    shutdown: async () => undefined,
  };
  const provider = new TracerProvider({ spanProcessors: [new OpenSpansProcessor(), recorder] });
  const tracer = provider.getTracer('test');
  const noted: { name: string; late: boolean }[] = [];
  const flushes: number[] = [];
  const journal: OpenSpanJournal = {
    opened: (span, { late }) => {
      noted.push({ name: (span as Span & { name: string }).name, late });
      return journals === true;
    },
  };
  const flushPolicy = watchInvocations(unheldResponses, {
    margin: () => margin,
    lead: (_all, awoken) => lead + awoken - atOnceMs,
    journal: journals === undefined ? undefined : journal,
    flush: async (deadline) => void flushes.push(deadline),
  });
  const start = (name: string, deadline = Date.now() + timeout) => {
    const invocation: Invocation = {
      event: {},
      platform: undefined,
      name,
      attributes: {},
      deadline,
    };
    return startInvocation({ tracer, flushPolicy }, () => undefined, invocation);
  };
  const child = (name: string) => tracer.startSpan(name);
  const spans = () => ended;
  return { start, child, spans, noted, flushes, flushPolicy };
}

const timedOut = {
  status: { code: SpanStatusCode.ERROR, message: 'timed out' },
  attributes: { 'error.type': 'timeout' },
};

test('an invocation that answers in time leaves no timer behind', () => {
  const { start, spans, flushes } = watched(true);

  void start('quick').end(returned(1));

  expect(vi.getTimerCount()).toBe(0);
  expect(flushes).toEqual([]);
  expect(spans()[0]?.status.code).toBe(SpanStatusCode.UNSET);
});

test.each([
  { title: 'with a journal', journals: true },
  { title: 'with a journal that takes nothing', journals: false },
  { title: 'without a journal', journals: undefined },
])('$title a late invocation is flushed, and ends just before its time is up', ({ journals }) => {
  const { start, spans, flushes } = watched(journals);
  const deadline = Date.now() + timeout;
  const running = start('slow');

  vi.advanceTimersByTime(timeout - margin);
  expect(flushes).toEqual([deadline]);
  vi.advanceTimersByTime(margin - lead - 1);
  expect(spans()).toEqual([]);

  vi.advanceTimersByTime(1);
  void running.end(returned(1));
  vi.advanceTimersByTime(timeout);
  expect(spans()).toMatchObject([timedOut]);
  expect(flushes).toEqual([deadline, deadline]);
});

test('a process that takes long to wake gives up an invocation as much earlier', () => {
  const { start, spans } = watched(true);
  start('slow');

  // The timer comes later by that than it was due.
  vi.setSystemTime(Date.now() + 30);
  vi.advanceTimersByTime(timeout - margin);
  vi.advanceTimersByTime(margin - 30 - lead - 30 - 1);
  expect(spans()).toEqual([]);
  vi.advanceTimersByTime(1);

  expect(spans()).toMatchObject([timedOut]);
});

test('the journal has what is open of a late invocation, in case that the process can do no more', () => {
  const { start, child, noted } = watched(true);
  start('slow').run(() => child('waiting'));

  vi.advanceTimersByTime(timeout - margin);

  expect(noted).toEqual([
    { name: 'slow', late: false },
    { name: 'slow', late: true },
    { name: 'waiting', late: true },
  ]);
});

test('an answer that comes late counts as any other', () => {
  const { start, spans } = watched(true);
  const running = start('slow');

  vi.advanceTimersByTime(timeout - lead - 1);
  void running.end(threw(new RangeError('late')));
  vi.advanceTimersByTime(timeout);

  expect(spans()).toMatchObject([{ attributes: { 'error.type': 'RangeError' } }]);
  expect(vi.getTimerCount()).toBe(0);
});

test('invocations that overlap are watched each by itself', () => {
  const { start, spans } = watched(true);
  start('first');
  vi.advanceTimersByTime(500);
  const second = start('second');

  vi.advanceTimersByTime(500);
  void second.end(returned(1));

  expect(spans()).toMatchObject([
    { name: 'first', ...timedOut },
    { name: 'second', status: { code: SpanStatusCode.UNSET } },
  ]);
});

test('an event loop that was blocked until after the deadline finds the invocation over', () => {
  const { start, spans, flushes } = watched(true);
  start('blocked');

  vi.setSystemTime(Date.now() + 5_000);
  vi.advanceTimersByTime(timeout - margin);

  expect(spans()).toMatchObject([timedOut]);
  expect(flushes).toEqual([Number.POSITIVE_INFINITY]);
});

test.each([
  { title: 'has no deadline', deadline: Number.POSITIVE_INFINITY },
  { title: 'begins when its time is up, as in a unit test', deadline: 0 },
])('an invocation that $title is not watched', ({ deadline }) => {
  const { start } = watched(true);

  start('endless', deadline);

  expect(vi.getTimerCount()).toBe(0);
});

test('a deadline that is weeks away is not taken for now', () => {
  const { start, spans } = watched(true);
  const days = 24 * 60 * 60 * 1_000;
  start('patient', Date.now() + 30 * days);

  vi.advanceTimersByTime(29 * days);
  expect(spans()).toEqual([]);

  vi.advanceTimersByTime(2 * days);
  expect(spans()).toMatchObject([timedOut]);
});

test('a handler that is cut short leaves its open spans unfinished, the youngest ended first', () => {
  const { start, child, spans, flushPolicy } = watched(true);
  start('root').run(() => [child('outer'), child('inner')]);

  flushPolicy.endOpen({ status: 'exited', code: 3 });

  expect(spans()).toMatchObject([
    { name: 'inner', attributes: { 'antifreeze.unfinished': true } },
    { name: 'outer', attributes: { 'antifreeze.unfinished': true } },
    {
      name: 'root',
      status: { code: SpanStatusCode.ERROR, message: 'the process ended with code 3' },
      attributes: { 'error.type': 'process_exit', 'process.exit.code': 3 },
    },
  ]);
});

test('a process that ends by an error has that error on what was open', () => {
  const { start, spans, flushPolicy } = watched(true);
  start('root');

  flushPolicy.endOpen({ status: 'exited', code: 1, uncaught: { error: new TypeError('x') } });

  expect(spans()[0]).toMatchObject({
    status: { code: SpanStatusCode.ERROR, message: 'x' },
    attributes: { 'error.type': 'TypeError', 'process.exit.code': 1 },
    events: [{ name: 'exception' }],
  });
});
