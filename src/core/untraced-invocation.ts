import type { RunningInvocation } from './running-invocation.ts';

/** Runs the handler as if we weren't there. */
export const untracedInvocation: RunningInvocation = {
  holdsResponse: false,
  run: (work) => work(),
  answer: () => undefined,
  end: () => undefined,
  finish: () => undefined,
  failed: () => undefined,
};
