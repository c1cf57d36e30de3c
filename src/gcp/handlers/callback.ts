import { returned, threw } from '../../core/outcome.ts';
import type { RunningInvocation } from '../../core/running-invocation.ts';

export type Callback = (...values: unknown[]) => unknown;

/** `(event, callback)`: over at the first call of `callback`. Of a promise only the failure counts. */
export function runCallbackHandler(
  running: RunningInvocation,
  call: (callback: Callback) => unknown,
  callback: Callback,
): unknown {
  let wait: Promise<void> | undefined;
  const watched: Callback = (...values) => {
    const [error, value] = values;
    wait = running.end(error ? threw(error) : returned(value)) ?? wait;
    return wait ? void wait.then(() => callback(...values)) : callback(...values);
  };
  const fail = (error: unknown): Promise<never> | undefined =>
    running.end(threw(error))?.then(() => Promise.reject(error));

  let result: unknown;
  try {
    result = running.run(() => call(watched));
  } catch (error) {
    const failed = fail(error);
    if (!failed) throw error;
    // The framework answers a rejected promise as it does what is thrown.
    return failed;
  }
  if (!(result instanceof Promise)) return result;
  return result.catch((error: unknown) => fail(error) ?? Promise.reject(error));
}
