import { EventEmitter } from 'node:events';
import { type ContextManager, createContextKey, ROOT_CONTEXT } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { describe, expect, test } from 'vitest';
import { AsyncContextManager } from '../../src/sdk/context-manager.ts';

const key = createContextKey('test');
const one = ROOT_CONTEXT.setValue(key, 'one');
const two = ROOT_CONTEXT.setValue(key, 'two');

// Whatever holds of the one that everybody knows holds of ours.
describe.each([
  { name: 'ours', create: (): ContextManager => new AsyncContextManager() },
  {
    name: "OpenTelemetry's",
    create: (): ContextManager => new AsyncLocalStorageContextManager(),
  },
])('$name', ({ create }) => {
  const manager = create().enable();
  const active = () => manager.active().getValue(key);

  test('has the root context where nobody has set one', () => {
    expect(manager.active()).toBe(ROOT_CONTEXT);
  });

  test('passes arguments, the result and `this` on, and errors', () => {
    function work(this: unknown, ...args: unknown[]) {
      return [this, args, active()];
    }
    const self = {};

    expect(manager.with(one, work, self as never, 1, 2)).toEqual([self, [1, 2], 'one']);
    expect(manager.with(one, () => active())).toBe('one');
    expect(() =>
      manager.with(one, () => {
        throw new Error('thrown');
      }),
    ).toThrow('thrown');
    expect(active()).toBeUndefined();
  });

  test('keeps the context along promises, timers and nested calls', async () => {
    const seen = await manager.with(one, async () => {
      const before = active();
      const nested = await manager.with(two, async () => {
        await new Promise((resolve) => setTimeout(resolve, 1));
        return active();
      });
      await Promise.resolve();
      return [before, nested, active()];
    });

    expect(seen).toEqual(['one', 'two', 'one']);
    expect(active()).toBeUndefined();
  });

  test('binds a function, which keeps `this` and its length', () => {
    const bound = manager.bind(one, function (this: unknown, first: number, second: number) {
      return [this, first + second, active()];
    });
    const self = { bound };

    expect(bound).toHaveLength(2);
    expect(self.bound(1, 2)).toEqual([self, 3, 'one']);
    expect(manager.with(two, () => bound.call(null as never, 1, 2))[2]).toBe('one');
  });

  test('binds the listeners that an emitter gets, and lets them go', () => {
    const emitter = new EventEmitter();
    const seen: unknown[] = [];
    const listener = () => seen.push(active());

    expect(manager.bind(one, emitter)).toBe(emitter);
    // A second time it changes nothing.
    manager.bind(two, emitter);
    manager.with(two, () => emitter.on('event', listener));
    emitter.once('event', () => seen.push(`${active()}, once`));
    emitter.emit('event');
    emitter.emit('event');
    emitter.off('event', listener);
    emitter.emit('event');

    expect(seen).toEqual(['one', 'one, once', 'one']);
    expect(emitter.listenerCount('event')).toBe(0);
  });

  test.each([undefined, null, 'text', 1])('leaves %s as it is', (value) => {
    expect(manager.bind(one, value)).toBe(value);
    const object = {};
    expect(manager.bind(one, object)).toBe(object);
  });

  test('attaches a context until it is disposed of, once', async () => {
    await manager.with(two, async () => {
      const token = manager.attach?.(one);
      const attached = active();
      token?.dispose();
      const detached = active();
      token?.dispose();

      expect([attached, detached, active()]).toEqual(['one', 'two', 'two']);
    });
  });
});
