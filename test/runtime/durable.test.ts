import { describe, expect, test } from 'vitest';
import { hasDurable } from '../../harness/durable/durable-service.ts';
import type { CollectedSpan } from '../../src/viewer/otlp/collected-span.ts';
import {
  expectOneOfEach,
  named,
  orderTree,
  runtimes,
  tree,
  useDurableExecutions,
} from './durable-executions.ts';

const milliseconds = ({ start, end }: CollectedSpan) => Number(end - start) / 1e6;

describe.skipIf(!hasDurable()).each(runtimes)('on %s', (runtime) => {
  const durable = useDurableExecutions();

  test.each(['outside', 'inside'])(
    'an execution is one trace, with traceLambda %s of withDurableExecution',
    async (form) => {
      const fn = await durable.start(`orders.${form}`, { runtime });

      const { spans, result, logs } = await durable.trace(fn, { workflow: 'order' });

      expect(result.getResult()).toEqual({ paid: 42 });
      expect(tree(spans)).toEqual(orderTree);
      expectOneOfEach(spans);
      const whole = named(spans, 'orders');
      const wait = named(spans, 'wait cool-down');
      const resumed = named(spans, 'resume orders after timer');
      expect(whole).toMatchObject({
        kind: 'server',
        parentSpanId: undefined,
        attributes: {
          'durable.execution.arn': durable.service.lastArn,
          'durable.execution.status': 'SUCCEEDED',
        },
      });
      expect(milliseconds(wait)).toBeGreaterThanOrEqual(900);
      expect(resumed.start).toBeGreaterThan(wait.start);
      expect(resumed.links).toMatchObject([{ spanId: wait.spanId }]);
      expect(resumed.attributes).toMatchObject({
        'faas.trigger': 'timer',
        'durable.invocation.first': false,
        'durable.invocation.status': 'SUCCEEDED',
      });
      expect(logs.map((line) => JSON.parse(line))).toMatchObject([
        { message: 'paid', trace_id: whole.traceId, span_id: resumed.spanId },
      ]);
    },
  );

  test.each(['outside', 'inside'])(
    '%s, an attempt has its error, its delay and its calls',
    async (form) => {
      const fn = await durable.start(`orders.${form}`, { runtime });

      const { spans } = await durable.trace(fn, { workflow: 'retried' });

      expect(tree(spans)).toEqual([
        'orders',
        '  start orders',
        '  step charge',
        ...[1, 2, 3].flatMap(() => ['    attempt step charge', '      GET']),
        '  resume orders after retry',
        '  resume orders after retry',
      ]);
      expectOneOfEach(spans);
      const attempts = spans.filter(({ name }) => name === 'attempt step charge');
      const step = named(spans, 'step charge');
      expect(attempts.map(({ attributes }) => attributes)).toMatchObject([
        {
          'durable.attempt.number': 1,
          'durable.attempt.outcome': 'FAILED',
          'durable.attempt.retry_delay': 1,
          'error.type': 'RangeError',
        },
        { 'durable.attempt.number': 2, 'durable.attempt.retry_delay': 1 },
        { 'durable.attempt.number': 3, 'durable.attempt.outcome': 'SUCCEEDED' },
      ]);
      expect(attempts[0]?.status).toEqual({ code: 'error', message: 'declined 1' });
      expect(step.status.code).toBe('unset');
      expect(milliseconds(step)).toBeGreaterThan(1_900);
    },
  );

  test('a callback is a span from its making to its answer', async () => {
    const fn = await durable.start('orders.outside', { runtime });

    const { spans, result } = await durable.trace(
      fn,
      { workflow: 'approved' },
      {
        meanwhile: async (runner) => {
          const operation = await runner.getOperation('approval').waitForData('STARTED');
          await fn.frozen();
          await operation.sendCallbackSuccess('yes');
        },
      },
    );

    expect(result.getResult()).toBe('yes');
    expect(tree(spans)).toEqual([
      'orders',
      '  start orders',
      '  wait for callback approval',
      '    callback approval-callback',
      '    step approval-submitter',
      '      attempt step approval-submitter',
      '        ask',
      '  resume orders after callback',
    ]);
    expectOneOfEach(spans);
    const hashes = spans.map(({ attributes }) => attributes['antifreeze.data.hash']);
    expect(hashes.filter((hash) => hash !== undefined)).toHaveLength(1);
  });

  test.each(['outside', 'inside'])(
    '%s, branches, items and conditions stand where they belong',
    async (form) => {
      const fn = await durable.start(`orders.${form}`, { runtime });

      const { spans, result } = await durable.trace(fn, { workflow: 'branches' });

      expect(result.getResult()).toEqual([[1, 2], [1, 2], 2]);
      expect(tree(spans).sort()).toEqual(
        [
          'orders',
          '  start orders',
          '  parallel both',
          '    parallel branch left',
          '      step l',
          '        attempt step l',
          '    parallel branch right',
          '      wait rest',
          '      step r',
          '        attempt step r',
          '  resume orders after timer',
          '  map all',
          ...[1, 2].flatMap(() => ['    map iteration', '      step m', '        attempt step m']),
          '  run in child context child',
          '    step c',
          '      attempt step c',
          '  wait for condition ready',
          '    attempt wait for condition ready',
          '    attempt wait for condition ready',
          '  resume orders after condition',
        ].sort(),
      );
      expectOneOfEach(spans);
    },
  );
});
