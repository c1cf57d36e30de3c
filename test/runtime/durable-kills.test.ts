import { describe, expect, test } from 'vitest';
import { hasDurable } from '../../harness/durable/durable-service.ts';
import {
  expectOneOfEach,
  named,
  runtimes,
  tree,
  useDurableExecutions,
} from './durable-executions.ts';

describe.skipIf(!hasDurable()).each(runtimes)('on %s', (runtime) => {
  const durable = useDurableExecutions();

  test('a process that is killed within a step leaves a trace that is whole', async () => {
    const fn = await durable.start('orders.outside', { runtime });
    let requests = 0;
    durable.onRequest = async () => {
      requests += 1;
      if (requests === 1) await fn.kill();
    };

    const { spans, result } = await durable.trace(fn, { workflow: 'killed' });

    expect(result.getResult()).toBe(3);
    expectOneOfEach(spans);
    expect(tree(spans)).toEqual([
      'orders',
      '  start orders',
      '  step before',
      '    attempt step before',
      '  step deadly',
      '    attempt step deadly',
      '      GET',
      '  resume orders after interruption',
      '  wait rest',
      '  resume orders after timer',
      '  step after',
      '    attempt step after',
    ]);
    expect(named(spans, 'start orders').status.code).toBe('error');
  });
});

describe.skipIf(!hasDurable())('wherever it is', () => {
  const durable = useDurableExecutions();

  test.each(
    [0, 1, 2, 3, 4, 5].flatMap((index) =>
      (['asked', 'noted'] as const).map((when) => ({ index, when })),
    ),
  )(
    'a process that is killed at checkpoint $index as the service has $when leaves each operation once',
    async ({ index, when }) => {
      const fn = await durable.start('orders.outside');
      durable.service.hurry = true;

      const { spans, result } = await durable.trace(
        fn,
        { workflow: 'killed' },
        {
          onCheckpoint: async (...now) => {
            if (now[0] === index && now[1] === when) await fn.kill();
          },
        },
      );

      expect(result.getResult()).toBe(3);
      expectOneOfEach(spans);
      const operations = spans
        .map(({ name }) => name)
        .filter((name) => name.startsWith('step') || name.startsWith('wait'));
      expect(operations.sort()).toEqual(['step after', 'step before', 'step deadly', 'wait rest']);
      expect(named(spans, 'orders').attributes['durable.execution.status']).toBe('SUCCEEDED');
    },
  );

  test('a process that goes on after an invocation has failed tells of nothing again', async () => {
    const fn = await durable.start('orders.outside');
    durable.service.hurry = true;
    let refused = 0;

    const { spans, result } = await durable.trace(
      fn,
      { workflow: 'order' },
      {
        onCheckpoint: async (index, when) => {
          // As often as the SDK tries.
          if (index < 1 || when !== 'asked' || refused === 3) return;
          refused += 1;
          throw new Error('out of order');
        },
      },
    );

    expect(result.getResult()).toEqual({ paid: 42 });
    expectOneOfEach(spans);
    expect(named(spans, 'start orders').status.code).toBe('error');
    named(spans, 'resume orders after interruption');
    named(spans, 'step price');
  });
});
