import { diag } from '@opentelemetry/api';
import { type Deadline, millisecondsUntil, settledBy } from '../support/deadline.ts';
import type { ItemBuffer } from './item-buffer.ts';
import type { Send } from './send.ts';

/** Resolves when every item that was there before the call was sent, was given up or is kept for later; at the deadline at the latest. Never rejects. */
export type Flush = (deadline: Deadline) => Promise<void>;

/** Makes the flush of a buffer. Flushes that overlap share the sending: one is under way, and at most one follows. */
export function createFlusher<Item>(buffer: ItemBuffer<Item>, send: Send<Item>): Flush {
  let latest: Promise<void> = Promise.resolve();
  let waiting: Drain | undefined;

  return async function flush(deadline) {
    waiting ??= drainAfter(latest);
    waiting.deadline = Math.max(waiting.deadline, deadline);
    await settledBy(waiting.done, deadline);
  };

  function drainAfter(previous: Promise<void>): Drain {
    const begin = () => {
      waiting = undefined;
      return sendAll(drain.deadline);
    };
    // Also after a failure, such as a user's logger that throws: one must not stop all that follow.
    const drain: Drain = { deadline: 0, done: previous.then(begin, begin) };
    latest = drain.done;
    return drain;
  }

  /** Sends until the buffer is empty, or items had to be kept: what follows would fare no better. */
  async function sendAll(deadline: Deadline): Promise<void> {
    while (buffer.size > 0 && millisecondsUntil(deadline) > 0) {
      const items = buffer.take();
      const result = await send(items, deadline).catch((error: unknown) => {
        diag.error(`antifreeze: ${buffer.kind.noun} were dropped, as sending failed`, error);
        return { unsent: [], dropped: items.length };
      });
      buffer.settle(items, result);
      if (result.unsent.length > 0) return;
    }
  }
}

/** One emptying of the buffer. Whoever flushes before it begins shares it, and may prolong it. */
interface Drain {
  deadline: Deadline;
  readonly done: Promise<void>;
}
