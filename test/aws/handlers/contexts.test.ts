import { SpanStatusCode } from '@opentelemetry/api';
import { describe, expect, test } from 'vitest';
import { wrapped } from '../wrapped.ts';

describe('the context', () => {
  class OwnContext {
    readonly #answers: unknown[] = [];
    callbackWaitsForEmptyEventLoop = true;
    succeed(value: unknown) {
      this.#answers.push(value);
    }
    answers() {
      return this.#answers;
    }
  }

  test.each([
    { kind: 'null', make: () => null },
    { kind: 'undefined', make: () => undefined },
    { kind: 'text', make: () => 'context' },
    {
      kind: 'frozen',
      make: () => Object.freeze({ succeed: () => undefined, fail: () => undefined }),
    },
    {
      kind: 'a class with getters',
      make: () =>
        new (class {
          get done() {
            return () => undefined;
          }
        })(),
    },
    {
      kind: 'one whose getters throw',
      make: () => ({
        get done() {
          throw new Error('none');
        },
        get awsRequestId() {
          throw new Error('none');
        },
      }),
    },
  ])('may be $kind, where the callback answers', ({ make }) => {
    const { handler, spans } = wrapped(
      (...[, , callback]: [unknown, unknown, (e: null, v: number) => void]) => callback(null, 42),
    );
    const answers: unknown[] = [];

    handler({}, make(), (...answer) => void answers.push(answer));

    expect(answers).toEqual([[null, 42]]);
    expect(spans()).toHaveLength(1);
  });

  test.each([
    {
      kind: 'may be frozen',
      make: (answers: unknown[]) =>
        Object.freeze({ succeed: (value: unknown) => void answers.push(value) }),
    },
    {
      kind: 'may have getters only',
      make: (answers: unknown[]) => ({
        get succeed() {
          return (value: unknown) => void answers.push(value);
        },
      }),
    },
    {
      kind: 'may use one function for all',
      make: (answers: unknown[]) => {
        const each = (value: unknown) => void answers.push(value);
        return { succeed: each, fail: each, done: each };
      },
    },
  ])('$kind, and still answers and ends', ({ make }) => {
    const answers: unknown[] = [];
    const { handler, spans } = wrapped(
      (_event: unknown, context: { succeed(value: unknown): void }, _callback: () => void) => {
        context.succeed(42);
        return 7;
      },
    );

    expect(handler({}, make(answers), () => undefined)).toBe(7);

    expect(answers).toEqual([42]);
    expect(spans().map(({ status }) => status.code)).toEqual([SpanStatusCode.UNSET]);
  });

  test('is never changed but by the handler, whose writes and calls reach the object itself', () => {
    const own = new OwnContext();
    const before = Object.getOwnPropertyDescriptors(own);
    const { handler, spans } = wrapped(
      (_event: unknown, context: OwnContext, _callback: () => void) => {
        context.succeed(42);
        context.callbackWaitsForEmptyEventLoop = false;
        return [
          context instanceof OwnContext,
          new Set([context.succeed, context.succeed]).size,
          context.answers(),
        ];
      },
    );

    const seen = handler({}, own, () => undefined);

    expect(seen).toEqual([true, 1, [42]]);
    expect(Object.getOwnPropertyDescriptors(own)).toEqual({
      ...before,
      callbackWaitsForEmptyEventLoop: { ...before.callbackWaitsForEmptyEventLoop, value: false },
    });
    expect(spans()).toHaveLength(1);
  });
});
