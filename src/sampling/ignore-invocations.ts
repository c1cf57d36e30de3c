import type { IgnoreRule } from '../config/config.ts';
import type { Invocation } from '../core/invocation.ts';
import type { RootSpanInit } from '../core/trigger.ts';
import { guard } from '../support/guard.ts';
import { invocationNames } from './invocation-names.ts';
import { namePattern } from './name-pattern.ts';
import { isWarmUp } from './warm-up.ts';

/** Whether nobody wants a trace of an invocation. */
export type IgnoresInvocation = (
  invocation: Pick<Invocation, 'name' | 'args'>,
  init: RootSpanInit,
) => boolean;

/** Goes by what is known as an invocation begins. A function that throws ignores nothing. */
export function ignoringInvocations(rules: readonly IgnoreRule[]): IgnoresInvocation {
  const tests = rules.map(toTest);
  return (invocation, init) => tests.some((test) => test(invocation, init));
}

function toTest(rule: IgnoreRule): IgnoresInvocation {
  if (typeof rule === 'function')
    return ({ args = [] }) => guard('asking what to ignore', () => rule(args[0], args[1])) === true;
  if (rule.toLowerCase() === 'warm-ups') return ({ args = [] }) => isWarmUp(args[0], args[1]);
  const fits = namePattern(rule);
  return ({ name }, init) => invocationNames(init.name ?? name, init.attributes).some(fits);
}
