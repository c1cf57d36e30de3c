import type { Outcome } from '../core/outcome.ts';
import type { RunningInvocation } from '../core/running-invocation.ts';
import { bareStack, type RuntimeCall } from './bare-stack.ts';
import { frameNames } from './frame-names.ts';

type AnyFunction = (...args: never[]) => unknown;

/** Calls a handler, and says so in stack traces. */
export const callHandler: (target: AnyFunction, self: unknown, args: unknown[]) => unknown = named(
  frameNames.border,
  (target, self, args) => Reflect.apply(target, self, args),
);

/** The same function, whose frame is left out of the stack traces that the runtime sees. */
export const leftOut = <Work extends AnyFunction>(work: Work): Work =>
  named(frameNames.inBetween, work);

/** Calls `work`, of whose errors the runtime sees no frame that is left out. */
export const throwingBare: <Result>(work: () => Result) => Result = leftOut((work) => {
  try {
    return work();
  } catch (error) {
    bareStack(error);
    throw error;
  }
});

/** Also after minifying. */
function named<Work extends AnyFunction>(value: string, work: Work): Work {
  return Object.defineProperty(work, 'name', { value });
}

/** Notes who called `callee`, where the function has left `Error` as it was. */
export function noteFrames(call: RuntimeCall, callee: AnyFunction): RuntimeCall {
  Error.captureStackTrace?.(call, callee);
  return call;
}

/**
 * The same invocation, whose error reaches the runtime, and so the function's caller, with the stack trace that it
 * would have without us: ours are in the way of the runtime's frames, of which V8 keeps ten in all. The handler's own
 * code sees its errors as they are.
 */
export function withBareFrames(running: RunningInvocation, call: RuntimeCall): RunningInvocation {
  const withCleared =
    <Result>(use: (outcome?: Outcome) => Result) =>
    (outcome?: Outcome): Result => {
      if (outcome?.status === 'threw') bareStack(outcome.error, call, callHandler);
      return use(outcome);
    };
  return {
    ...running,
    answer: withCleared(running.answer as (outcome?: Outcome) => void),
    end: withCleared(running.end),
    finish: withCleared(running.finish),
  };
}
