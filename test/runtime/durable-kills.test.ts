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

  test.each([0, 1, 2, 3, 4, 5])(
    'a process that is killed at checkpoint %d, noted and not heard of, leaves each operation once',
    async (index) => {
      const fn = await durable.start('orders.outside', { runtime });

      const { spans, result } = await durable.trace(
        fn,
        { workflow: 'killed' },
        {
          onCheckpoint: async (count) => {
            if (count === index) await fn.kill();
          },
        },
      );

      expect(result.getResult()).toBe(3);
      expectOneOfEach(spans);
      const operations = spans
        .filter(
          ({ attributes, name }) =>
            attributes['durable.operation.id'] && !name.startsWith('attempt'),
        )
        .map(({ name }) => name);
      expect(operations.sort()).toEqual(['step after', 'step before', 'step deadly', 'wait rest']);
      expect(named(spans, 'orders').attributes['durable.execution.status']).toBe('SUCCEEDED');
    },
  );
});
