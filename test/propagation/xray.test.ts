import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { expect, test } from 'vitest';
import { isSamplingUndecided } from '../../src/propagation/sampling-undecided.ts';
import { createXRayLambdaPropagator, createXRayPropagator } from '../../src/propagation/xray.ts';
import { extracted, injected, senderIn, withSpan } from './carrying.ts';
import { spanId, traceId } from './w3c.ts';

const xray = createXRayPropagator();
const root = `1-${traceId.slice(0, 8)}-${traceId.slice(8)}`;
const header = (value: string) => ({ 'X-Amzn-Trace-Id': value });
/** As AWS makes them up: they begin with the time. */
const mintedRoot = `1-${Math.floor(Date.now() / 1000).toString(16)}-0123456789abcdef01234567`;

test('the header has the ids and the decision', () => {
  expect(injected(xray, withSpan())).toEqual({
    'x-amzn-trace-id': `Root=${root};Parent=${spanId};Sampled=1`,
  });
  expect(injected(xray, withSpan({ traceFlags: 0 }))).toEqual({
    'x-amzn-trace-id': `Root=${root};Parent=${spanId};Sampled=0`,
  });
});

test.each([
  `Root=${root};Parent=${spanId};Sampled=1`,
  `Sampled=1;Parent=${spanId};Root=${root}`,
  `Self=1-67891234-12456789abcdef012345678;Root=${root}; Parent=${spanId} ;Sampled=1`,
  `Root=${root};Parent=${spanId.toUpperCase()};Sampled=1;Lineage=1:4af56e4c:0`,
  `Root=${root};Root=1-00000000-000000000000000000000001;Parent=${spanId};Sampled=1;;=;x`,
])('fields are found by name: %s', (value) => {
  expect(senderIn(xray, header(value))).toEqual({ traceId, spanId, traceFlags: 1, isRemote: true });
});

test.each([
  `Root=${root}`,
  `Parent=${spanId}`,
  `Root=${traceId};Parent=${spanId}`,
  `Root=2-${root.slice(2)};Parent=${spanId}`,
  `Root=${root};Parent=${spanId}0`,
  `Root=${root};Parent=0000000000000000`,
  `Root=1-00000000-${'0'.repeat(24)};Parent=${spanId}`,
])('%s tells of no sender', (value) => {
  expect(senderIn(xray, header(value))).toBeUndefined();
});

test.each([
  ['Sampled=1', 1, false],
  ['Sampled=0', 0, false],
  ['Sampled=?', 1, true],
  ['', 1, true],
])('of a tracer, %j is the decision %i, or none', (sampled, traceFlags, undecided) => {
  const value = `Root=${root};Parent=${spanId};${sampled}`;

  expect(senderIn(xray, header(value))?.traceFlags).toBe(traceFlags);
  expect(isSamplingUndecided(extracted(xray, header(value)))).toBe(undecided);
});

test('where AWS made the id up, that X-Ray is not active silences no trace', () => {
  const received = extracted(xray, header(`Root=${mintedRoot};Parent=${spanId};Sampled=0`));

  expect(trace.getSpanContext(received)).toMatchObject({ spanId, traceFlags: 1 });
  expect(isSamplingUndecided(received)).toBe(true);
});

test('what was received beside the ids is sent on: the flag of AWS, and fields that we do not know', () => {
  const value = `Root=${mintedRoot};Parent=${spanId};Sampled=0;Lineage=1:4af56e4c:0;New=a=b`;

  const received = extracted(xray, header(value));

  expect(injected(xray, withSpan({}, received))).toEqual({
    'x-amzn-trace-id': `Root=${root};Parent=${spanId};Sampled=0;Lineage=1:4af56e4c:0;New=a=b`,
  });
});

test('a header without a sender still has its lineage sent on', () => {
  const received = extracted(xray, header(`Root=${root};Lineage=1:4af56e4c:0`));

  expect(injected(xray, withSpan({}, received))).toEqual({
    'x-amzn-trace-id': `Root=${root};Parent=${spanId};Sampled=1;Lineage=1:4af56e4c:0`,
  });
});

test.each([`Lineage=a\r\nset-cookie: b`, `Lineage=${'a'.repeat(5_000)}`])(
  'what could not be sent on is not read',
  (value) => {
    expect(extracted(xray, header(`Root=${root};Parent=${spanId};${value}`))).toBe(ROOT_CONTEXT);
  },
);

test('xray-lambda asks the runtime first, unless there is a span already', () => {
  const ofRuntime = `Root=${mintedRoot};Parent=00f067aa0ba902b7;Sampled=1`;
  const xrayLambda = createXRayLambdaPropagator(() => ofRuntime);

  expect(senderIn(xrayLambda, {})?.spanId).toBe('00f067aa0ba902b7');
  expect(senderIn(xrayLambda, header(`Root=${root}`))?.spanId).toBe('00f067aa0ba902b7');
  expect(senderIn(xrayLambda, header(`Root=${root};Parent=${spanId}`))?.spanId).toBe(
    '00f067aa0ba902b7',
  );
  const given = withSpan();
  expect(trace.getSpanContext(extracted(xrayLambda, {}, given))).toEqual(
    trace.getSpanContext(given),
  );
  expect(injected(xrayLambda, withSpan())).toEqual(injected(xray, withSpan()));
});

test('xray-lambda finds nothing where the runtime has nothing', () => {
  const xrayLambda = createXRayLambdaPropagator(() => undefined);

  expect(extracted(xrayLambda, {})).toBe(ROOT_CONTEXT);
  expect(senderIn(xrayLambda, header(`Root=${root};Parent=${spanId}`))?.spanId).toBe(spanId);
});
