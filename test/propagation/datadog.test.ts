import { ROOT_CONTEXT } from '@opentelemetry/api';
import { expect, test } from 'vitest';
import { createDatadogPropagator } from '../../src/propagation/datadog.ts';
import { isSamplingUndecided } from '../../src/propagation/sampling-undecided.ts';
import { extracted, injected, senderIn, withSpan } from './carrying.ts';
import { spanId, traceId } from './w3c.ts';

const datadog = createDatadogPropagator();
const headers = {
  'x-datadog-trace-id': '9532127138774266268',
  'x-datadog-parent-id': '13235353014750950193',
  'x-datadog-sampling-priority': '1',
  'x-datadog-tags': '_dd.p.dm=-4,_dd.p.tid=0af7651916cd43dd',
};

test('ids are decimal, the upper half of the trace id is a tag', () => {
  expect(injected(datadog, withSpan())).toEqual({
    ...headers,
    'x-datadog-tags': '_dd.p.tid=0af7651916cd43dd',
  });
  expect(senderIn(datadog, headers)).toMatchObject({ traceId, spanId, traceFlags: 1 });
});

test('without the tag, the trace id has 64 bits', () => {
  const { 'x-datadog-tags': _, ...rest } = headers;

  expect(senderIn(datadog, rest)?.traceId).toBe(`${'0'.repeat(16)}${traceId.slice(16)}`);
});

test.each([
  ['2', 1, false],
  ['1', 1, false],
  ['0', 0, false],
  ['-1', 0, false],
  ['x', 1, true],
])('the priority %s is the decision %i, or none', (priority, traceFlags, undecided) => {
  const received = { ...headers, 'x-datadog-sampling-priority': priority };

  expect(senderIn(datadog, received)?.traceFlags).toBe(traceFlags);
  expect(isSamplingUndecided(extracted(datadog, received))).toBe(undecided);
});

test.each(['', '0', '-1', '1.5', '0x1f', '18446744073709551616', '9'.repeat(1_000_000)])(
  'the parent id %.20s is none',
  (id) => {
    expect(extracted(datadog, { ...headers, 'x-datadog-parent-id': id })).toBe(ROOT_CONTEXT);
  },
);
