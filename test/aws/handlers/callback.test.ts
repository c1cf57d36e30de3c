import { SpanStatusCode } from '@opentelemetry/api';
import type { Context } from 'aws-lambda';
import { describe, expect, test } from 'vitest';
import { timedOut } from '../../../src/core/outcome.ts';
import { gate, wrapped } from '../wrapped.ts';

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

  test.each([
    { hold: undefined, when: 'at once' },
    { hold: async () => undefined, when: 'after a flush' },
  ])('passes on each answer $when, and ends with the first', async ({ hold }) => {
    const { answers, spans } = invoke(
      (_event, context, callback) => {
        callback(null, 'first');
        callback('second');
        context.succeed('third');
      },
      false,
      hold,
    );

    await expect.poll(() => answers).toHaveLength(3);
    expect(answers).toEqual([
      ['callback', null, 'first'],
      ['callback', 'second'],
      ['succeed', 'third'],
    ]);
    expect(spans().map(({ status }) => status.code)).toEqual([SpanStatusCode.UNSET]);
  });

  test('that throws after its answer has ended with the answer', () => {
    const recording = wrapped((_event: unknown, _context: object, callback: () => void) => {
      callback();
      throw new Error('too late');
    });

    expect(() => recording.handler({}, {}, () => undefined)).toThrow('too late');
    expect(recording.spans()[0]?.status.code).toBe(SpanStatusCode.UNSET);
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

describe('a handler that has a callback, and answers by promise', () => {
  test.each([
    { answer: 'value', handler: async () => 42, code: SpanStatusCode.UNSET },
    {
      answer: 'error',
      handler: async () => Promise.reject(new Error('boom')),
      code: SpanStatusCode.ERROR,
    },
  ])('ends with its $answer, once its caller has it', async ({ handler: original, code }) => {
    const { handler, spans } = wrapped(original as (...args: unknown[]) => Promise<number>);
    let heard = 0;

    await handler({}, {}, () => undefined).then(
      () => {
        heard = spans().length;
      },
      () => {
        heard = spans().length;
      },
    );

    expect(heard).toBe(0);
    await expect.poll(() => spans().map(({ status }) => status.code)).toEqual([code]);
  });

  test('is a promise that nobody handles where the bare one was', async () => {
    const { handler } = wrapped(async (_event: unknown, _context: unknown, _callback: () => void) =>
      Promise.reject(new Error('unheard')),
    );
    const unhandled: unknown[] = [];
    const listeners = process.listeners('unhandledRejection');
    process
      .removeAllListeners('unhandledRejection')
      .on('unhandledRejection', (error) => unhandled.push(error));

    void handler({}, {}, () => undefined);
    await expect.poll(() => unhandled).toHaveLength(1);

    process.removeAllListeners('unhandledRejection');
    for (const listener of listeners) process.on('unhandledRejection', listener);
  });

  test('starts the work of a lazy thenable once for each time that it is asked', async () => {
    let starts = 0;
    class Query {
      readonly #rows = 'rows';
      // biome-ignore lint/suspicious/noThenProperty: a query builder
      then(resolve: (rows: string) => void) {
        starts += 1;
        resolve(this.#rows);
      }
    }
    const { handler, spans } = wrapped(
      (_event: unknown, _context: unknown, _callback: () => void) => new Query(),
    );

    const result = handler({}, {}, () => undefined);

    expect(starts).toBe(0);
    expect(result).toBeInstanceOf(Query);
    expect(await result).toBe('rows');
    expect(starts).toBe(1);
    expect(spans()).toHaveLength(1);
  });
});
