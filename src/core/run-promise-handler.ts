import { isThenable } from '../support/is-thenable.ts';
import { returned, threw } from './outcome.ts';
import type { RunningInvocation } from './start-invocation.ts';

/** `(event, context) => Promise`: also for a handler that returns a plain value or throws at once. */
export function runPromiseHandler(running: RunningInvocation, call: () => unknown): unknown {
  const succeed = (value: unknown): unknown =>
    running.end(returned(value))?.then(() => value) ?? value;
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
  return isThenable(result) ? Promise.resolve(result).then(succeed, fail) : succeed(result);
}
