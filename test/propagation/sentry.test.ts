import { ROOT_CONTEXT } from '@opentelemetry/api';
import { expect, test } from 'vitest';
import { isSamplingUndecided } from '../../src/propagation/sampling-undecided.ts';
import { createSentryPropagator } from '../../src/propagation/sentry.ts';
import { extracted, injected, senderIn, withSpan } from './carrying.ts';
import { spanId, traceId } from './w3c.ts';

const sentry = createSentryPropagator();

test.each([0, 1])('the decision %i crosses with the ids', (traceFlags) => {
  const header = `${traceId}-${spanId}-${traceFlags}`;

  expect(injected(sentry, withSpan({ traceFlags }))).toEqual({ 'sentry-trace': header });
  expect(senderIn(sentry, { 'Sentry-Trace': header })).toMatchObject({
    traceId,
    spanId,
    traceFlags,
  });
});

test('without a decision, it is left to us', () => {
  const received = extracted(sentry, { 'sentry-trace': `${traceId}-${spanId}` });

  expect(isSamplingUndecided(received)).toBe(true);
});

test.each([
  '',
  traceId,
  `${traceId}-${spanId}-2`,
  `${traceId}-${spanId}-1-`,
  `x${traceId}-${spanId}`,
])('%j tells of no sender', (header) => {
  expect(extracted(sentry, { 'sentry-trace': header })).toBe(ROOT_CONTEXT);
});
