import { diag } from '@opentelemetry/api';
import { type Deadline, millisecondsUntil, settledBy } from '../support/deadline.ts';
import type { SendSpans } from './send-spans.ts';
import type { SpanBuffer } from './span-buffer.ts';

/** Resolves when every span that had ended before the call was sent, was given up or is kept for later; at the deadline at the latest. Never rejects. */
export type Flush = (deadline: Deadline) => Promise<void>;

/** Makes the flush of a buffer. Flushes that overlap share the sending: one is under way, and at most one follows. */
export function createFlusher(buffer: SpanBuffer, send: SendSpans): Flush {
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

  /** Sends until the buffer is empty, or spans had to be kept: what follows would fare no better. */
  async function sendAll(deadline: Deadline): Promise<void> {
    while (buffer.size > 0 && millisecondsUntil(deadline) > 0) {
      const spans = buffer.take();
      const result = await send(spans, deadline).catch((error: unknown) => {
        diag.error('antifreeze: spans were dropped, as sending failed', error);
        return { unsent: [], dropped: spans.length };
      });
      buffer.settle(spans, result);
      if (result.unsent.length > 0) return;
    }
  }
}

/** One emptying of the buffer. Whoever flushes before it begins shares it, and may prolong it. */
interface Drain {
  deadline: Deadline;
  readonly done: Promise<void>;
}
