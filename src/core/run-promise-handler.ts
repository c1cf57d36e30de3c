import { isThenable } from '../support/is-thenable.ts';
import { returned, threw } from './outcome.ts';
import type { RunningInvocation } from './running-invocation.ts';

type Pass = (value: unknown) => unknown;

/**
 * A handler that gives a promise, a plain value, or throws at once: the same comes out, when it may. `fulfilled` passes
 * on what a promise gave, and `plain` what was no promise.
 */
export function runPromiseHandler(
  running: RunningInvocation,
  call: () => unknown,
  fulfilled: Pass = (value) => running.end(returned(value))?.then(() => value) ?? value,
  plain: Pass = fulfilled,
): unknown {
  const fail = (error: unknown): unknown => {
    const wait = running.end(threw(error));
    if (!wait) throw error;
    return wait.then(() => Promise.reject(error));
  };
  let result: unknown;
  try {
    result = running.run(call);
  } catch (error) {
    return fail(error);
  }
  return isThenable(result) ? Promise.resolve(result).then(fulfilled, fail) : plain(result);
}
