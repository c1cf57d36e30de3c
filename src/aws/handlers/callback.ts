import { type Outcome, returned, threw } from '../../core/outcome.ts';
import { runPromiseHandler } from '../../core/run-promise-handler.ts';
import type { RunningInvocation } from '../../core/running-invocation.ts';
import { isThenable } from '../../support/is-thenable.ts';
import { field } from '../../triggers/payload-fields.ts';
import { leftOut, throwingBare } from '../bare-frames.ts';
import {
  type Answers,
  type OutcomeOf,
  turnsOfCaller,
  waitsForEmptyEventLoop,
  watchAnswers,
} from './answers.ts';
import { type Method, withMethods } from './with-methods.ts';

/** Has this late part compiled. */
export function prepareCallbacks(): void {}

/**
 * `(event, context, callback)`: how Lambda's Node.js 22 runtime calls every handler that doesn't stream, and so do tools
 * that run functions elsewhere. The answer comes by `callback`, by one of the context's methods or by a promise.
 */
export function runCallbackHandler(
  running: RunningInvocation,
  call: (context: unknown, callback: Method) => unknown,
  context: unknown,
  callback: Method,
): unknown {
  const answers = watchAnswers(running, context);
  const watched = answers.watch(
    callback,
    outcomeOfCallback,
    () => !field(context, waitsForEmptyEventLoop),
  );
  try {
    const result = running.run(() => call(watchContext(context, answers), watched));
    if (!isThenable(result)) return result;
    return result instanceof Promise
      ? watchPromise(result, answers, running)
      : watchThenable(result, answers, running);
  } catch (error) {
    // What the runtime does with a synchronous error, only later.
    if (running.holdsResponse) return void watched(error);
    answers.note(threw(error), true);
    throw error;
  }
}

const contextOutcomes: { readonly [method: PropertyKey]: OutcomeOf } = {
  succeed: returned,
  fail: threw,
  done: outcomeOfCallback,
};

/** The context for the handler, where it is one that can answer. */
function watchContext(context: unknown, { watch }: Answers): unknown {
  if (typeof context !== 'object' || context === null) return context;
  if (!Object.keys(contextOutcomes).some((name) => name in context)) return context;
  return withMethods(context, (name, method) => {
    const outcomeOf = contextOutcomes[name];
    return outcomeOf && watch(method, outcomeOf);
  });
}

/** Notes what a promise gives after its caller has heard it, and failed at it if it will. */
function watchPromise(
  promise: Promise<unknown>,
  { expect, note, hold }: Answers,
  running: RunningInvocation,
): unknown {
  const endingLast: RunningInvocation = {
    ...running,
    run: (work) => work(),
    end(outcome) {
      const wait = hold(outcome);
      if (wait !== undefined) return wait;
      expect(outcome);
      void turnsOfCaller().then(() => note(outcome, true));
      return undefined;
    },
  };
  return runPromiseHandler(endingLast, () => promise);
}

/** Watches what the caller has a thenable do: its work may begin only when it is asked for, and once for each time. */
function watchThenable(
  thenable: PromiseLike<unknown>,
  { watch, isGiven }: Answers,
  { holdsResponse }: RunningInvocation,
): unknown {
  const reaction = (react: unknown, outcomeOf: OutcomeOf): unknown =>
    typeof react === 'function' ? watch(react as Method, outcomeOf) : react;
  return withMethods(thenable, (name, then) => {
    if (name !== 'then') return undefined;
    return leftOut((fulfilled: unknown, rejected: unknown) => {
      const ask = () =>
        then.call(thenable, reaction(fulfilled, returned), reaction(rejected, threw));
      const rest = throwingBare(leftOut(ask));
      // The runtime asks for the `catch` of what `then` gives. Where that is nothing, the TypeError comes too late to
      // count after an answer given at once, but would overtake one that is held back.
      return holdsResponse && isGiven() ? Promise.resolve() : rest;
    });
  });
}

function outcomeOfCallback(error: unknown, value: unknown): Outcome {
  return error === undefined || error === null ? returned(value) : threw(error);
}
