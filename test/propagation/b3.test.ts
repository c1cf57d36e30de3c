import { ROOT_CONTEXT, TraceFlags } from '@opentelemetry/api';
import { expect, test } from 'vitest';
import { createB3MultiPropagator, createB3Propagator } from '../../src/propagation/b3.ts';
import { isSamplingUndecided } from '../../src/propagation/sampling-undecided.ts';
import { extracted, injected, senderIn, withSpan } from './carrying.ts';
import { spanId, traceId } from './w3c.ts';

const b3 = createB3Propagator();
const b3multi = createB3MultiPropagator();

test('one header carries it all', () => {
  expect(injected(b3, withSpan())).toEqual({ b3: `${traceId}-${spanId}-1` });
  expect(injected(b3, withSpan({ traceFlags: TraceFlags.NONE }))).toEqual({
    b3: `${traceId}-${spanId}-0`,
  });
});

test('several headers carry one part each, and never the id of a parent', () => {
  expect(injected(b3multi, withSpan())).toEqual({
    'x-b3-traceid': traceId,
    'x-b3-spanid': spanId,
    'x-b3-sampled': '1',
  });
});

test.each([b3, b3multi])('either form is read, the single one first', (propagator) => {
  const multiple = { 'X-B3-TraceId': traceId, 'X-B3-SpanId': spanId, 'X-B3-Sampled': '0' };

  expect(senderIn(propagator, multiple)).toMatchObject({ traceId, spanId, traceFlags: 0 });
  expect(senderIn(propagator, { ...multiple, b3: `${traceId}-00f067aa0ba902b7-1` })).toMatchObject({
    traceId,
    spanId: '00f067aa0ba902b7',
    traceFlags: 1,
    isRemote: true,
  });
});

test('an unusable single header leaves the word to the others', () => {
  const headers = { b3: '0', 'x-b3-traceid': traceId, 'x-b3-spanid': spanId };

  expect(senderIn(b3, headers)).toMatchObject({ traceId, spanId });
});

test.each([
  ['1', 1, false],
  ['true', 1, false],
  ['d', 1, false],
  ['0', 0, false],
  ['false', 0, false],
  ['?', 1, true],
])('the sampling state %s is the decision %i, or none', (state, traceFlags, undecided) => {
  const header = `${traceId}-${spanId}-${state}-05e3ac9a4f6e3b90`;

  expect(senderIn(b3, { b3: header })?.traceFlags).toBe(traceFlags);
  expect(isSamplingUndecided(extracted(b3, { b3: header }))).toBe(undecided);
});

test('without a sampling state the decision is left open', () => {
  expect(isSamplingUndecided(extracted(b3, { b3: `${traceId}-${spanId}` }))).toBe(true);
});

test('the debug flag means sampled, and is sent on in either form', () => {
  const single = extracted(b3, { b3: `${traceId}-${spanId}-d` });
  const multiple = extracted(b3, {
    'x-b3-traceid': traceId,
    'x-b3-spanid': spanId,
    'x-b3-flags': '1',
    'x-b3-sampled': '0',
  });

  expect(injected(b3, withSpan({}, multiple))).toEqual({ b3: `${traceId}-${spanId}-d` });
  expect(injected(b3multi, withSpan({}, single))).toEqual({
    'x-b3-traceid': traceId,
    'x-b3-spanid': spanId,
    'x-b3-flags': '1',
  });
});

test('trace ids of 64 bits are padded, capitals are lowered', () => {
  const header = `${'AB'.repeat(8)}-${spanId.toUpperCase()}-1`;

  expect(senderIn(b3, { b3: header })).toMatchObject({
    traceId: `${'0'.repeat(16)}${'ab'.repeat(8)}`,
    spanId,
  });
});

test.each([
  '',
  '1',
  traceId,
  `${traceId}-${spanId}-1-05e3ac9a4f6e3b90-x`,
  `${traceId}0-${spanId}-1`,
  `${traceId.slice(1)}-${spanId}-1`,
  `${'0'.repeat(32)}-${spanId}-1`,
  `${traceId}-${'0'.repeat(16)}-1`,
  `${traceId}-${spanId.slice(1)}-1`,
])('%j tells of no sender', (header) => {
  expect(extracted(b3, { b3: header })).toBe(ROOT_CONTEXT);
});
