import { expect, expectTypeOf, test } from 'vitest';
import { readGcpEnvironment } from '../../src/config/gcp-environment.ts';
import { createInvocations } from '../../src/gcp/invocation.ts';
import { createResponseHolder } from '../../src/gcp/response-holder.ts';
import { wrapFunction } from '../../src/gcp/wrap-function.ts';
import { recordingTelemetry } from '../support/recording-telemetry.ts';
import { storedObject } from './cloud-events.ts';

const { telemetry, spans } = recordingTelemetry();
const tracing = {
  telemetry,
  invocation: createInvocations(readGcpEnvironment({ K_SERVICE: 'orders' })),
  responses: createResponseHolder(),
  farewell: async () => undefined,
};

test('a wrapped function keeps its type, its arity and its properties', () => {
  const fn = Object.assign(
    async function onOrder(event: { id: string }, _callback: () => void) {
      return event.id.length;
    },
    { __endpoint: { platform: 'gcfv2' }, run: () => 42 },
  );

  const wrapped = wrapFunction(fn, 'cloudevent', tracing);

  expectTypeOf(wrapped).toEqualTypeOf(fn);
  expect(wrapped).not.toBe(fn);
  expect([wrapped.length, wrapped.name]).toEqual([2, 'onOrder']);
  expect(wrapped.__endpoint).toBe(fn.__endpoint);
  expect(wrapped.run()).toBe(42);
});

test('a wrapped function is not wrapped again', () => {
  const wrapped = wrapFunction(async () => undefined, 'cloudevent', tracing);

  expect(wrapFunction(wrapped, 'http', tracing)).toBe(wrapped);
});

test('this, arguments, result and error pass through', async () => {
  const shop = {
    name: 'shop',
    handle: wrapFunction(
      function (this: { name: string }, ...values: unknown[]) {
        if (values[1] === 'throw') throw new RangeError('no');
        return [this.name, values.length];
      },
      'event',
      tracing,
    ),
  };

  expect(shop.handle(storedObject(), {})).toEqual(['shop', 2]);
  expect(() => shop.handle({}, 'throw')).toThrow(new RangeError('no'));
  expect(spans().map(({ name, attributes }) => [name, attributes['error.type']])).toEqual([
    ['orders', undefined],
    ['orders', 'RangeError'],
  ]);
});

test.each([undefined, null, 42, {}])('a call with %s for an event runs the function', (event) => {
  const wrapped = wrapFunction((value: unknown) => [value], 'cloudevent', tracing);

  expect(wrapped(event)).toEqual([event]);
});

test('a call without a response runs the function', () => {
  const wrapped = wrapFunction((..._: unknown[]) => 'ran', 'http', tracing);

  expect(wrapped()).toBe('ran');
  expect(wrapped({}, {})).toBe('ran');
});
