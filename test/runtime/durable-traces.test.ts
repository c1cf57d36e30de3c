import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { hasDurable } from '../../harness/durable/durable-service.ts';
import {
  expectOneOfEach,
  named,
  orderTree,
  tree,
  useDurableExecutions,
} from './durable-executions.ts';

const request = JSON.parse(
  readFileSync('test/events/api-gateway-http/custom-domain.json', 'utf8'),
) as { readonly headers: object };

describe.skipIf(!hasDurable())('an execution', () => {
  const durable = useDurableExecutions();

  test('of a hundred invocations tells of each operation once', async () => {
    const fn = await durable.start('orders.outside');
    durable.service.hurry = true;

    const { spans } = await durable.trace(fn, { workflow: 'many', waits: 100 });

    expectOneOfEach(spans);
    const count = (name: string) => spans.filter((span) => span.name === name).length;
    expect(count('step work')).toBe(100);
    expect(count('attempt step work')).toBe(100);
    expect(count('wait rest')).toBe(100);
    expect(count('orders')).toBe(1);
    expect(count('start orders')).toBe(1);
    expect(count('resume orders after timer')).toBe(100);
  });

  test.each(['outside', 'inside'])(
    '%s, that a caller has started is in its trace',
    async (form) => {
      const fn = await durable.start(`orders.${form}`);
      const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
      const input = { ...request, headers: { ...request.headers, traceparent }, workflow: 'order' };

      const { spans } = await durable.trace(fn, input);

      expectOneOfEach(spans);
      const whole = spans.find(({ parentSpanId }) => parentSpanId === 'b7ad6b7169203331');
      expect(whole).toMatchObject({
        name: expect.stringMatching(/^GET|^POST/),
        kind: 'server',
        traceId: '0af7651916cd43dd8448eb211c80319c',
        attributes: { 'faas.trigger': 'http', 'durable.execution.status': 'SUCCEEDED' },
      });
      expect(named(spans, 'start orders').parentSpanId).toBe(whole?.spanId);
    },
  );

  test('that a caller has not sampled has no spans', async () => {
    const fn = await durable.start('orders.outside');
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00';
    const input = { ...request, headers: { ...request.headers, traceparent }, workflow: 'order' };

    const { spans, result } = await durable.trace(fn, input);

    expect(result.getStatus()).toBe('SUCCEEDED');
    expect(spans).toEqual([]);
  });

  test.each(['parentbased_traceidratio', 'traceidratio'])(
    'is sampled as a whole by %s',
    async (sampler) => {
      const fn = await durable.start('orders.outside', {
        environment: {
          OTEL_TRACES_SAMPLER: sampler,
          OTEL_TRACES_SAMPLER_ARG: '0.5',
        },
      });
      durable.service.hurry = true;
      for (let execution = 0; execution < 12; execution += 1)
        await durable.service.execute(fn, { workflow: 'order' });
      await fn.frozen();
      await fn.close();

      const traces = Map.groupBy(durable.collector.spans(), ({ traceId }) => traceId);

      expect(traces.size).toBeGreaterThan(0);
      expect(traces.size).toBeLessThan(12);
      for (const spans of traces.values())
        for (const name of ['orders', 'start orders', 'step price', 'wait cool-down', 'step pay'])
          named(spans, name);
    },
  );

  test('that fails tells why', async () => {
    const fn = await durable.start('orders.outside');

    const { spans, result } = await durable.trace(fn, { workflow: 'failing' });

    expect(result.getStatus()).toBe('FAILED');
    for (const name of ['orders', 'start orders', 'step refused', 'attempt step refused'])
      expect(named(spans, name).status.code).toBe('error');
    expect(named(spans, 'attempt step refused').attributes['error.type']).toBe('TypeError');
    expect(named(spans, 'orders').attributes['durable.execution.status']).toBe('FAILED');
  });

  test('that another one invokes is in its trace where the header comes with it', async () => {
    const fn = await durable.start('orders.outside');

    const { spans, result } = await durable.trace(
      fn,
      { workflow: 'chained' },
      { invoked: { picker: fn } },
    );

    expect(result.getResult()).toBe('A1');
    expectOneOfEach(spans);
    const [call] = spans.filter(({ attributes }) => attributes['faas.invoked_name'] === 'picker');
    expect(spans.find(({ parentSpanId }) => parentSpanId === call?.spanId)).toMatchObject({
      name: 'orders',
    });
    expect(named(spans, 'chained invoke pick').kind).toBe('client');
  });

  test('whose response waits for its spans has them, too', async () => {
    const fn = await durable.start('orders.inside', {
      environment: { ANTIFREEZE_FLUSH: 'before-response' },
    });

    const { spans } = await durable.trace(fn, { workflow: 'order' });

    expect(tree(spans)).toEqual(orderTree);
  });
});
