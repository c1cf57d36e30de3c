import { type Outcome, unanswered } from '../../core/outcome.ts';
import type { RunningInvocation } from '../../core/running-invocation.ts';
import { field } from '../../triggers/payload-fields.ts';
import { leftOut } from '../bare-frames.ts';
import type { Method } from './with-methods.ts';

/** What an answer with these values means. */
export type OutcomeOf = (...values: unknown[]) => Outcome;

/** The ways in which one invocation may be answered, of which the first one that is used ends it. */
export interface Answers {
  /**
   * The same as `respond`, which it calls each time: what more than one answer means is up to the caller. `isOver` tells
   * whether the answer ends the invocation, or will only be its outcome.
   */
  watch(respond: Method, outcomeOf: OutcomeOf, isOver?: () => boolean): Method;
  /** Notes an answer that is about to be passed on: whoever sees it posted may end the invocation by then. */
  expect(outcome: Outcome | undefined): void;
  /** Notes an answer that has been passed on. */
  note(outcome: Outcome | undefined, isOver: boolean): void;
  /** Notes an answer that is about to be, and returns what it has to wait for, if anything: answers stay in order. */
  hold(outcome: Outcome | undefined): Promise<void> | undefined;
  /** Whether an answer has been given. */
  isGiven(): boolean;
}

export const waitsForEmptyEventLoop = 'callbackWaitsForEmptyEventLoop';

export function watchAnswers(running: RunningInvocation, context: unknown): Answers {
  let isGiven = false;

  function expect(outcome: Outcome = unanswered): void {
    if (!isGiven) running.answer(outcome);
  }

  function note(outcome: Outcome = unanswered, isOver: boolean): void {
    if (isGiven) return;
    isGiven = true;
    if (isOver) void running.end(outcome);
    else running.answer(outcome);
  }

  function hold(outcome: Outcome | undefined): Promise<void> | undefined {
    if (!running.holdsResponse) return undefined;
    const wait = running.end(outcome);
    const comesLater = isGiven;
    isGiven = true;
    return comesLater ? wait?.then(turnsOfCaller) : wait;
  }

  /** Sends an answer in the state of the context in which it was given. */
  async function sendAfter(wait: Promise<void>, send: () => unknown): Promise<void> {
    const waits = field(context, waitsForEmptyEventLoop);
    await wait;
    if (field(context, waitsForEmptyEventLoop) !== waits)
      Reflect.set(context as object, waitsForEmptyEventLoop, waits);
    try {
      send();
    } catch (error) {
      const fail = field(context, 'fail');
      if (typeof fail !== 'function') throw error;
      Reflect.apply(fail, context, [error]);
    }
  }

  return {
    watch: (respond, outcomeOf, isOver = () => true) =>
      leftOut(function (this: unknown, ...values: unknown[]) {
        const send = leftOut(() => Reflect.apply(respond, this, values) as unknown);
        const outcome = outcomeOf(...values);
        const wait = hold(outcome);
        if (wait !== undefined) return void sendAfter(wait, send);
        expect(outcome);
        // First the caller's answer. If it can't be serialised this throws, and `fail` may come next.
        const result = send();
        note(outcome, isOver());
        return result;
      }),
    expect,
    note,
    hold,
    isGiven: () => isGiven,
  };
}

/** After so many turns of promises a caller has heard what one gave, and has failed at it if it will. */
export async function turnsOfCaller(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await undefined;
}
