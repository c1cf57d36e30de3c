import type { Flush } from '../core/flush-policies.ts';
import type { FlushPolicy, OpenInvocation } from '../core/telemetry.ts';
import type { Deadline } from '../support/deadline.ts';
import { type Posting, type RuntimeClient, watchPostings } from './runtime-client.ts';

/** A policy that also knows when the runtime was done with initialisation, in epoch milliseconds, once it is. */
export interface WindowPolicy extends FlushPolicy {
  initializedAt(): number | undefined;
  /** Whether no invocation has been over yet, traced or not. */
  servesFirst(): boolean;
}

/**
 * Flushes between the response and the freeze. Lambda freezes the sandbox when the runtime asks for the next event,
 * which it does only after the response has been posted: so this question waits for the flush. Invocations end as
 * their answer is posted; one that is still open at the question has been given up by the runtime, and ends with what
 * is known. Where `holdsResponse`, the answer, too, is kept until the flush is done.
 */
export function flushInWindow(
  client: RuntimeClient,
  flush: Flush,
  holdsResponse: boolean,
): WindowPolicy {
  const { next: askNext } = client;
  let initializedAt: number | undefined;
  let asked = 0;
  let deadline: Deadline | undefined;
  let held: (() => unknown) | undefined;
  const { open, ...policy } = endingWhenPosted(client, (send) => {
    // Of one that isn't traced nothing has to be flushed.
    if (!holdsResponse || deadline === undefined) return send();
    sendHeld();
    held = send;
    return null;
  });

  function sendHeld(): void {
    const send = held;
    held = undefined;
    send?.();
  }

  client.next = function next(this: unknown) {
    initializedAt ??= Date.now();
    asked += 1;
    for (const invocation of open) void invocation.end();
    // Nothing has been served yet: a cold start doesn't wait.
    if (deadline === undefined) return askNext.call(this);
    return flush(deadline).then(() => {
      sendHeld();
      return askNext.call(this);
    });
  } as RuntimeClient['next'];
  // After an uncaught error the runtime ends the process as soon as it has posted it.
  if (holdsResponse) process.on('exit', sendHeld);

  return {
    ...policy,
    initializedAt: () => initializedAt,
    servesFirst: () => asked < 2,
    opened: (invocation) => {
      policy.opened(invocation);
      deadline = invocation.deadline;
    },
  };
}

/** The same policy, where many invocations are served at once and each ends as its answer is posted. */
export function endWhenPosted(client: RuntimeClient, policy: FlushPolicy): FlushPolicy {
  const { open: _, ...ending } = endingWhenPosted(client, (send) => send());
  return {
    ...policy,
    ...ending,
    closed(invocation) {
      ending.closed(invocation);
      return policy.closed(invocation);
    },
  };
}

interface EndingPolicy extends FlushPolicy {
  readonly open: ReadonlySet<OpenInvocation>;
}

function endingWhenPosted(
  client: RuntimeClient,
  post: (send: () => unknown) => unknown,
): EndingPolicy {
  const open = new Set<OpenInvocation>();

  function end({ id, failure }: Posting): void {
    for (const invocation of open) {
      if (invocation.id !== id) continue;
      if (failure) invocation.failed(failure);
      // Not before the process may have ended by what was posted: then it ends with more.
      queueMicrotask(() => void invocation.end());
    }
  }

  watchPostings(client, (posting, send) => {
    const result = post(send);
    end(posting);
    return result;
  });
  return {
    open,
    holdsResponse: false,
    seesPostings: true,
    opened: (invocation) => void open.add(invocation),
    closed: (invocation) => void open.delete(invocation),
  };
}
