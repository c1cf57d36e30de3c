import type { Resource } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { Config } from '../config/config.ts';
import type { Journal } from '../journal/journal.ts';
import { recoverJournals } from '../journal/recover-journals.ts';
import { type Deadline, millisecondsUntil } from '../support/deadline.ts';
import { guard } from '../support/guard.ts';
import { once } from '../support/once.ts';
import type { CreateSender, Route, SenderOptions } from './create-sender.ts';
import { createFlusher } from './flusher.ts';
import type { ItemBuffer } from './item-buffer.ts';
import { reportingDropped } from './reporting-dropped.ts';
import type { Send } from './send.ts';

/** Flushes a buffer. `isFull` where it isn't asked for, but a batch is full. */
export type EmptyBuffer = (deadline: Deadline, isFull: boolean) => Promise<void>;

/** What a journal can keep. */
interface Journaled {
  readonly resource: Resource;
}

/** Makes what empties a buffer on a platform: one of spans, or of what `route` is for. */
export interface CreateFlush {
  (
    buffer: ItemBuffer<ReadableSpan>,
    config: Config,
    options: FlushOptions<ReadableSpan>,
  ): EmptyBuffer;
  <Item extends Journaled>(
    buffer: ItemBuffer<Item>,
    config: Config,
    options: FlushOptions<Item>,
    route: Route<Item>,
  ): EmptyBuffer;
}

export interface FlushOptions<Item extends Journaled> extends SenderOptions {
  readonly journal?: Journal<Item> | undefined;
  /** Hears of what was found in it. */
  readonly onRecovered?: ((items: readonly Item[]) => void) | undefined;
}

/** Flushes also send what processes before this one have left in the journal. */
export function flushBy(createSender: CreateSender): CreateFlush {
  return createFlush;

  function createFlush<Item extends Journaled>(
    buffer: ItemBuffer<Item>,
    config: Config,
    options: FlushOptions<Item>,
    route?: Route<Item>,
  ): EmptyBuffer {
    const sender = once(() => createSender(config, options, route as Route<Item>));
    const send: Send<Item> = async (items, deadline) => sender()(items, deadline);
    const flush = createFlusher(buffer, reportingDropped(send, buffer));
    let isToRecover = true;
    const recover = () => {
      if (!isToRecover || !options.journal) return;
      const { items, lost, isCut = false } = recoverJournals(options.journal);
      isToRecover = isCut;
      buffer.countDropped(lost);
      buffer.putBack(items);
      options.onRecovered?.(items);
    };
    return (deadline, isFull) => {
      // Also where nothing has ended yet: it may at the last moment, which is short.
      guard('making the sender', sender);
      if (!isFull && millisecondsUntil(deadline) > 0) guard('reading the journal', recover);
      return flush(deadline);
    };
  }
}
