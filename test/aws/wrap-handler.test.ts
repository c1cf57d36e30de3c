import { PassThrough } from 'node:stream';
import { SpanStatusCode } from '@opentelemetry/api';
import type { Context } from 'aws-lambda';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { type AnyFunction, wrapHandler } from '../../src/aws/wrap-handler.ts';
import { gate, warm, wrapped } from './wrapped.ts';

const streaming = Symbol.for('aws.lambda.runtime.handler.streaming');
const context = { awsRequestId: 'r1', functionName: 'orders' } as Context;

describe('the wrapped function', () => {
  test('keeps its type, number of parameters, name and properties', () => {
    const original = Object.assign(
      async (_event: { id: string }, _context: Context, _callback: () => void) => 42,
      { version: 7 },
    );

    const { handler } = wrapped(original);

    expectTypeOf(handler).toEqualTypeOf(original);
    expect([handler.length, handler.name, handler.version]).toEqual([3, original.name, 7]);
  });

  test('is not wrapped a second time', () => {
    const { handler, telemetry } = wrapped(async () => 42);

    expect(wrapHandler(handler, telemetry, warm)).toBe(handler);
  });

  test('passes on `this` and every argument', async () => {
    const { handler } = wrapped(async function (this: unknown, ...args: unknown[]) {
      return [this, ...args];
    });

    await expect(handler.call('self', 1, context, undefined, 4)).resolves.toEqual([
      'self',
      1,
      context,
      undefined,
      4,
    ]);
  });
});

describe('a handler that returns', () => {
  test('a promise gives its value', async () => {
    const { handler, spans } = wrapped(async () => 42);

    await expect((handler as AnyFunction)({} as never, context as never)).resolves.toBe(42);
    expect(spans()).toHaveLength(1);
  });

  test('a plain value gives it at once', () => {
    const { handler, spans } = wrapped(() => 42);

    expect(handler()).toBe(42);
    expect(spans()).toHaveLength(1);
  });

  test('a lazy thenable starts its work once', async () => {
    let starts = 0;
    const lazy = {
      // biome-ignore lint/suspicious/noThenProperty: that's what a thenable is
      then(resolve: (value: string) => void) {
        starts += 1;
        resolve('rows');
      },
    };
    const { handler } = wrapped(() => lazy);

    await expect(Promise.resolve(handler())).resolves.toBe('rows');
    expect(starts).toBe(1);
  });

  test.each([new Error('boom'), 'boom', undefined])(
    'a rejection with %s is rejected with it',
    async (error) => {
      const { handler, spans } = wrapped(() => Promise.reject(error));

      await expect(handler()).rejects.toBe(error);
      expect(spans()[0]?.status.code).toBe(SpanStatusCode.ERROR);
    },
  );

  test('nothing because it throws, throws the same', () => {
    const error = new Error('boom');
    const { handler } = wrapped(() => {
      throw error;
    });

    expect(() => handler()).toThrow(error);
  });
});

describe('a response that has to wait for the flush', () => {
  test.each([
    { title: 'a promise', handler: async () => 42 },
    { title: 'a plain value', handler: () => 42 },
  ])('waits with $title', async ({ handler: original }) => {
    const { hold, open } = gate();
    const { handler } = wrapped(original, hold);
    let answered = false;

    const answer = Promise.resolve(handler()).then((value) => {
      answered = true;
      return value;
    });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(answered).toBe(false);
    open();

    await expect(answer).resolves.toBe(42);
  });

  test('fails with the same error after it', async () => {
    const error = new Error('boom');
    const { handler } = wrapped(
      () => {
        throw error;
      },
      async () => undefined,
    );

    await expect(Promise.resolve(handler())).rejects.toBe(error);
  });
});

describe('a streaming handler', () => {
  type StreamHandler = (event: unknown, stream: PassThrough, context: Context) => Promise<void>;
  const stream = () => Object.assign(new PassThrough(), {}).resume();
  const streamify = (handler: StreamHandler) => Object.assign(handler, { [streaming]: 'response' });

  test('is told by its symbol, also when that is set after wrapping', async () => {
    const { handler, spans } = wrapped(
      async (_event: unknown, output: PassThrough) => void output.end('body'),
    );
    Object.assign(handler, { [streaming]: 'response' });
    const output = stream();

    await (handler as StreamHandler)({}, output, context);

    await expect.poll(spans).toHaveLength(1);
    expect(spans()[0]?.name).toBe('orders');
  });

  test('ends when its stream does, which may be after its promise', async () => {
    const { handler, spans } = wrapped(streamify(async () => undefined));
    const output = stream();

    await handler({}, output, context);
    expect(spans()).toEqual([]);
    output.end();

    await expect.poll(spans).toHaveLength(1);
  });

  test('fails with its own error', async () => {
    const error = new Error('boom');
    const { handler, spans } = wrapped(streamify(() => Promise.reject(error)));

    await expect(handler({}, stream(), context)).rejects.toBe(error);
    expect(spans()[0]?.status.code).toBe(SpanStatusCode.ERROR);
  });
});

test('overlapping invocations keep their own spans', async () => {
  const { handler, spans } = wrapped(async (event: { wait: number }, _context: Context) => {
    await new Promise((resolve) => setTimeout(resolve, event.wait));
    return event.wait;
  });

  const results = await Promise.all([30, 10, 20].map((wait) => handler({ wait }, context)));

  expect(results).toEqual([30, 10, 20]);
  expect(new Set(spans().map((span) => span.spanContext().traceId)).size).toBe(3);
});
