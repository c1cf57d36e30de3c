import type { Callback, Context } from 'aws-lambda';
import { type Outcome, returned, threw } from '../../core/outcome.ts';
import type { RunningInvocation } from '../../core/start-invocation.ts';
import { isThenable } from '../../support/is-thenable.ts';
import { leftOut } from '../bare-frames.ts';

type Respond = (...values: unknown[]) => void;

/**
 * `(event, context, callback)`: how Lambda's Node.js 22 runtime calls every handler that doesn't stream.
 * It takes the answer from `callback` or from one of the context's methods, to which it also passes what
 * a promise gives; so these are watched, and what the handler returns isn't touched.
 */
export function runCallbackHandler(
  running: RunningInvocation,
  call: (callback: Respond) => unknown,
  context: Context,
  callback: Callback,
): unknown {
  const { fail } = context;
  let answered = false;

  /** Passes one answer on, the first, as the runtime does. `over` tells whether it ends the invocation. */
  function watch(
    respond: Respond,
    outcomeOf: (...values: unknown[]) => Outcome,
    over: () => boolean,
  ): Respond {
    return leftOut((...values: unknown[]) => {
      if (answered) return;
      const outcome = outcomeOf(...values);
      if (running.holdsResponse) {
        answered = true;
        const waits = context.callbackWaitsForEmptyEventLoop;
        const send = () => {
          // As it was when the handler answered.
          context.callbackWaitsForEmptyEventLoop = waits;
          respond(...values);
        };
        running.end(outcome)?.then(send).catch(fail);
        return;
      }
      running.answer(outcome);
      // First the caller's answer. If it can't be serialised this throws, and `fail` comes next.
      respond(...values);
      answered = true;
      if (over()) void running.end();
    });
  }

  context.succeed = watch(context.succeed, returned, always);
  context.fail = watch(fail as Respond, threw, always);
  context.done = watch(context.done as Respond, outcomeOfCallback, always);
  const watchedCallback = watch(callback as Respond, outcomeOfCallback, () => {
    return !context.callbackWaitsForEmptyEventLoop;
  });
  try {
    const result = running.run(() => call(watchedCallback));
    return running.holdsResponse ? sparingCatch(result, () => answered) : result;
  } catch (error) {
    if (!running.holdsResponse) {
      void running.end(threw(error));
      throw error;
    }
    // What the runtime does with a synchronous error, only later.
    watchedCallback(error);
    return undefined;
  }
}

const always = (): boolean => true;

/**
 * The runtime calls `result.then(succeed, fail).catch(fail)`. Where `then` of a thenable gives nothing, the TypeError
 * of that comes after an answer given at once, and is ignored; but it would overtake an answer that is held back.
 */
function sparingCatch(result: unknown, isAnswered: () => boolean): unknown {
  if (!isThenable(result) || result instanceof Promise) return result;
  return {
    // biome-ignore lint/suspicious/noThenProperty: stands for the handler's own thenable.
    then(succeed: Respond, fail: Respond): unknown {
      const rest: unknown = result.then(succeed, fail);
      return isAnswered() ? Promise.resolve() : rest;
    },
  };
}

function outcomeOfCallback(error: unknown, value: unknown): Outcome {
  return error === undefined || error === null ? returned(value) : threw(error);
}
