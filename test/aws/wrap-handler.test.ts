import { PassThrough } from 'node:stream';
import { SpanStatusCode } from '@opentelemetry/api';
import type { Context } from 'aws-lambda';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { type AnyFunction, wrapHandler } from '../../src/aws/wrap-handler.ts';
import { timedOut } from '../../src/core/outcome.ts';
import { recordingTelemetry } from '../support/recording-telemetry.ts';

const streaming = Symbol.for('aws.lambda.runtime.handler.streaming');
const warm = () => undefined;
const context = { awsRequestId: 'r1', functionName: 'orders' } as Context;

/** A gate that responses wait at until it is opened. */
function gate() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { hold: () => opened, open: () => open() };
}

function wrapped<Handler extends AnyFunction>(handler: Handler, hold?: () => Promise<void>) {
  const recording = recordingTelemetry(hold);
  return { handler: wrapHandler(handler, recording.telemetry, warm), ...recording };
}

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

describe('a callback handler', () => {
  type CallbackHandler = (
    event: unknown,
    context: Context,
    callback: (...answer: unknown[]) => void,
  ) => void;

  /** Calls it as the Node.js 22 runtime does, and writes down what the runtime would hear. */
  function invoke(
    original: CallbackHandler,
    waitsForEmptyEventLoop: boolean,
    hold?: () => Promise<void>,
  ) {
    const recording = wrapped(original, hold);
    const answers: unknown[][] = [];
    const runtimeContext = {
      callbackWaitsForEmptyEventLoop: waitsForEmptyEventLoop,
      succeed: (value: unknown) => void answers.push(['succeed', value]),
      fail: (error: unknown) => void answers.push(['fail', error]),
      done: (...values: unknown[]) => void answers.push(['done', ...values]),
    } as unknown as Context;
    recording.handler(
      {},
      runtimeContext,
      (...values) => void answers.push(['callback', ...values]),
    );
    return { answers, ...recording };
  }

  test('answers by its callback, and the span ends', () => {
    const { answers, spans } = invoke((_event, _context, callback) => callback(null, 42), false);

    expect(answers).toEqual([['callback', null, 42]]);
    expect(spans()).toHaveLength(1);
  });

  test('whose answer waits for the event loop stays open until the runtime goes on', () => {
    const { answers, spans, open } = invoke((_event, _context, callback) => callback('boom'), true);
    expect(answers).toEqual([['callback', 'boom']]);
    expect(spans()).toEqual([]);

    for (const invocation of open) invocation.end();

    expect(spans()[0]?.status).toEqual({ code: SpanStatusCode.ERROR, message: 'boom' });
  });

  test.each([
    { name: 'succeed', args: [42], code: SpanStatusCode.UNSET },
    { name: 'done', args: [null, 42], code: SpanStatusCode.UNSET },
    { name: 'done', args: [new Error('boom')], code: SpanStatusCode.ERROR },
    { name: 'fail', args: [new Error('boom')], code: SpanStatusCode.ERROR },
  ] as const)('may answer by context.$name', ({ name, args, code }) => {
    const { answers, spans } = invoke(
      (_event, context) => Reflect.apply(context[name], context, args),
      true,
    );

    expect(answers).toEqual([[name, ...args]]);
    expect(spans()[0]?.status.code).toBe(code);
  });

  test('is heard once, the first time', () => {
    const { answers } = invoke((_event, context, callback) => {
      callback(null, 'first');
      callback(null, 'second');
      context.succeed('third');
    }, false);

    expect(answers).toEqual([['callback', null, 'first']]);
  });

  test('waits for the flush with its answer where it has to', async () => {
    const { hold, open } = gate();
    const { answers } = invoke((_event, _context, callback) => callback(null, 42), false, hold);
    expect(answers).toEqual([]);

    open();

    await expect.poll(() => answers).toEqual([['callback', null, 42]]);
  });

  test('is heard even if its invocation was given up as timed out before', async () => {
    const answerLater = (...[, , callback]: Parameters<CallbackHandler>) =>
      void setImmediate(callback, null, 42);
    const { answers, spans, open } = invoke(answerLater, false, async () => undefined);

    for (const invocation of open) invocation.end(timedOut);

    await expect.poll(() => answers).toEqual([['callback', null, 42]]);
    expect(spans()).toMatchObject([{ attributes: { 'error.type': 'timeout' } }]);
  });

  test('that throws at once after a flush is answered by the callback, as the runtime does', async () => {
    const error = new Error('boom');
    const { answers } = invoke(
      () => {
        throw error;
      },
      true,
      async () => undefined,
    );

    await expect.poll(() => answers).toEqual([['callback', error]]);
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
