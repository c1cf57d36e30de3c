import { type Deadline, millisecondsUntil, settledBy } from '../support/deadline.ts';
import type { SendSpans } from './send-spans.ts';
import type { SpanBuffer } from './span-buffer.ts';

/** Resolves when every span that had ended before the call was sent, was given up or is kept for later; at the deadline at the latest. Never rejects. */
export type Flush = (deadline: Deadline) => Promise<void>;

/** Makes the flush of a buffer. Flushes that overlap share the sending: one is under way, and at most one follows. */
export function createFlusher(buffer: SpanBuffer, send: SendSpans): Flush {
  let underWay: Promise<void> | undefined;
  let next: { readonly drained: Promise<void>; deadline: Deadline } | undefined;

  /** Sends until the buffer is empty, or a batch had to be kept: what follows would fare no better. */
  async function drain(deadline: Deadline): Promise<void> {
    while (buffer.size > 0 && millisecondsUntil(deadline) > 0) {
      const { unsent, dropped } = await send(buffer.take(), deadline);
      buffer.countDropped(dropped);
      if (unsent.length === 0) continue;
      buffer.putBack(unsent);
      return;
    }
  }

  function start(deadline: Deadline): Promise<void> {
    underWay = drain(deadline).finally(() => {
      underWay = undefined;
    });
    return underWay;
  }

  return async function flush(deadline) {
    if (!underWay) {
      if (buffer.size > 0) await start(deadline);
      return;
    }
    next ??= { drained: underWay.then(startNext), deadline };
    next.deadline = Math.max(next.deadline, deadline);
    await settledBy(next.drained, deadline);
  };

  function startNext(): Promise<void> {
    const deadline = next?.deadline ?? 0;
    next = undefined;
    return start(deadline);
  }
}
