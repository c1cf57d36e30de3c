import type { Deadline } from '../support/deadline.ts';
import type { RelayedBatch } from './relay-batch.ts';
import type { RelayRecord } from './relay-record.ts';

/** How a message fared, in the batch that it went in. */
export interface Delivered {
  readonly outcome: 'delivered' | 'undelivered' | 'unreadable';
  readonly batch: RelayedBatch;
}

/** Relays one message, perhaps along with others. */
export type DeliverRecord = (record: RelayRecord, deadline: Deadline) => Promise<Delivered>;

export interface MergeOptions {
  /** How long a message waits for others, in milliseconds. */
  readonly waitMs: number;
  /** The bytes of their bodies with which messages are enough for a batch. */
  readonly fullAt: number;
}

interface OpenBatch {
  readonly records: RelayRecord[];
  size: number;
  deadline: Deadline;
  readonly result: Promise<RelayedBatch>;
}

/**
 * Relays messages that come one by one, but at about the same time, together. A message that is delivered again while
 * it is under way is sent once.
 */
export function mergeDeliveries(
  relay: (records: readonly RelayRecord[], deadline: Deadline) => Promise<RelayedBatch>,
  { waitMs, fullAt }: MergeOptions,
): DeliverRecord {
  const underWay = new Map<string, { record: RelayRecord; delivered: Promise<Delivered> }>();
  let open: OpenBatch | undefined;

  function openBatch(deadline: Deadline): OpenBatch {
    const batch: OpenBatch = {
      records: [],
      size: 0,
      deadline,
      result: wait(waitMs).then(() => {
        if (open === batch) open = undefined;
        return relay(batch.records, batch.deadline);
      }),
    };
    return batch;
  }

  async function deliver(record: RelayRecord, deadline: Deadline): Promise<Delivered> {
    open ??= openBatch(deadline);
    const batch = open;
    batch.records.push(record);
    batch.size += record.body.length;
    batch.deadline = Math.min(batch.deadline, deadline);
    if (batch.size >= fullAt) open = undefined;
    return outcomeIn(await batch.result, record);
  }

  return async (record, deadline) => {
    const { messageId, body } = record;
    const twin = underWay.get(messageId);
    // An id is that of one message within a topic; there may be several topics.
    if (twin && twin.record.body === body) return twin.delivered;
    const delivered = deliver(record, deadline);
    underWay.set(messageId, { record, delivered });
    try {
      return await delivered;
    } finally {
      if (underWay.get(messageId)?.record === record) underWay.delete(messageId);
    }
  };
}

function outcomeIn(batch: RelayedBatch, record: RelayRecord): Delivered {
  if (!batch.undelivered.includes(record)) return { outcome: 'delivered', batch };
  const isUnreadable = batch.poison.some((poison) => poison.record === record);
  return { outcome: isUnreadable ? 'unreadable' : 'undelivered', batch };
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
