import { propagation, ROOT_CONTEXT } from '@opentelemetry/api';
import { expect, test } from 'vitest';
import { createJaegerPropagator } from '../../src/propagation/jaeger.ts';
import { extracted, injected, senderIn, withSpan } from './carrying.ts';
import { spanId, traceId } from './w3c.ts';

const jaeger = createJaegerPropagator();

test('the header has the ids, no parent, and the flags', () => {
  expect(injected(jaeger, withSpan())).toEqual({ 'uber-trace-id': `${traceId}:${spanId}:0:1` });
  expect(injected(jaeger, withSpan({ traceFlags: 0 }))).toEqual({
    'uber-trace-id': `${traceId}:${spanId}:0:0`,
  });
});

test.each([
  [`${traceId}:${spanId}:0:1`, { traceId, spanId, traceFlags: 1 }],
  [`${traceId}:${spanId}:5e3ac9a4f6e3b90:00`, { traceId, spanId, traceFlags: 0 }],
  [`${traceId}%3A${spanId}%3a0%3A1`, { traceId, spanId, traceFlags: 1 }],
  ['ab:C:0:3', { traceId: 'ab'.padStart(32, '0'), spanId: 'c'.padStart(16, '0'), traceFlags: 1 }],
])('%s is read', (header, sender) => {
  expect(senderIn(jaeger, { 'Uber-Trace-Id': header })).toMatchObject(sender);
});

test.each([
  '',
  `${traceId}:${spanId}:0`,
  `${traceId}:${spanId}:0:1:1`,
  `${traceId}:${spanId}:0:100`,
  `${traceId}0:${spanId}:0:1`,
  `0:${spanId}:0:1`,
  `${traceId}:0:0:1`,
  `${traceId}:${spanId}:0:x`,
])('%j tells of no sender', (header) => {
  expect(extracted(jaeger, { 'uber-trace-id': header })).toBe(ROOT_CONTEXT);
});

test('the debug flag is sent on', () => {
  const received = extracted(jaeger, { 'uber-trace-id': `${traceId}:${spanId}:0:3` });

  expect(injected(jaeger, withSpan({}, received))).toEqual({
    'uber-trace-id': `${traceId}:${spanId}:0:3`,
  });
});

test('baggage crosses, an entry for each header', () => {
  const baggage = propagation.createBaggage({
    tenant: { value: 'grün, %' },
    'no token': { value: 'x' },
  });

  const headers = injected(jaeger, propagation.setBaggage(ROOT_CONTEXT, baggage));
  const received = propagation.getBaggage(extracted(jaeger, headers));

  expect(headers).toEqual({ 'uberctx-tenant': 'gr%C3%BCn%2C%20%25' });
  expect(received?.getAllEntries()).toEqual([['tenant', { value: 'grün, %' }]]);
});

test('baggage that was read before stays, and what is not encoded is taken as it is', () => {
  const before = propagation.setBaggage(
    ROOT_CONTEXT,
    propagation.createBaggage({ tenant: { value: 'blue' } }),
  );

  const headers = { 'UberCtx-tenant': 'red', 'uberctx-plan': '100%' };
  const received = propagation.getBaggage(extracted(jaeger, headers, before));

  expect(received?.getEntry('tenant')?.value).toBe('blue');
  expect(received?.getEntry('plan')?.value).toBe('100%');
});
