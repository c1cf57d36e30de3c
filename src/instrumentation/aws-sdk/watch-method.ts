import { guard } from '../../support/guard.ts';
import { replaceMethod } from '../../support/replace-method.ts';

/** What becomes of the calls of a method that gives a promise. */
interface MethodWatcher<Result> {
  gave(result: Result): void;
  failed(error: unknown): void;
}

/** Watches a method of one object, which stays the same otherwise. Nothing where it has none of that name. */
export function watchMethod<Result>(
  target: object,
  name: string | symbol,
  { gave, failed }: MethodWatcher<Result>,
): void {
  const original = (target as Record<string | symbol, unknown>)[name];
  if (typeof original !== 'function') return;
  replaceMethod(target, name, async (...args) => {
    try {
      const result = (await original.apply(target, args)) as Result;
      guard('following a stream of AWS', () => gave(result));
      return result;
    } catch (error) {
      guard('following a stream of AWS', () => failed(error));
      throw error;
    }
  });
}
