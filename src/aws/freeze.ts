import type { Flush } from '../core/flush-policies.ts';
import type { FlushPolicy, OpenInvocation } from '../core/telemetry.ts';
import type { Deadline } from '../support/deadline.ts';
import type { RuntimeClient } from './runtime-client.ts';

/** A policy that also knows when the runtime was done with initialisation, in epoch milliseconds, once it is. */
export interface WindowPolicy extends FlushPolicy {
  initializedAt(): number | undefined;
  /** Whether no invocation has been over yet, traced or not. */
  servesFirst(): boolean;
}

/**
 * Flushes between the response and the freeze. Lambda freezes the sandbox when the runtime asks for the
 * next event, which it does only after the response has been posted: so this question waits for the flush.
 * Every invocation that is still open then has been given up by the runtime, and ends with what is known.
 * Where responses are held for the flush, the window still catches what they didn't wait for.
 */
export function flushInWindow(
  client: RuntimeClient,
  flush: Flush,
  holdsResponse: boolean,
): WindowPolicy {
  const open = new Set<OpenInvocation>();
  const askNext = client.next;
  let initializedAt: number | undefined;
  let asked = 0;
  let deadline: Deadline | undefined;

  client.next = function next(this: unknown) {
    initializedAt ??= Date.now();
    asked += 1;
    for (const invocation of open) invocation.end();
    // Nothing has been served yet: a cold start doesn't wait.
    if (deadline === undefined) return askNext.call(this);
    return flush(deadline).then(() => askNext.call(this));
  } as RuntimeClient['next'];

  return {
    holdsResponse,
    initializedAt: () => initializedAt,
    servesFirst: () => asked < 2,
    opened: (invocation) => {
      open.add(invocation);
      deadline = invocation.deadline;
    },
    closed: (invocation) => {
      open.delete(invocation);
      return holdsResponse ? flush(invocation.deadline) : undefined;
    },
  };
}
