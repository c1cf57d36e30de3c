import { guard } from '../../support/guard.ts';

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

/** Has another function in place of a method, of this object alone. */
export function replaceMethod(
  target: object,
  name: string | symbol,
  value: (...args: unknown[]) => unknown,
): void {
  Object.defineProperty(target, name, { value, configurable: true, writable: true });
}
