import { contextFromKafka } from '../../propagation/byte-headers.ts';
import { listAt } from '../../triggers/event-path.ts';
import { field, isRecord, text } from '../../triggers/payload-fields.ts';
import { epochMs } from '../../triggers/waiting-time.ts';
import { eventFamily, recordsOf } from './event-family.ts';
import type { Message } from './message.ts';
import { type MessageTrigger, messageTrigger } from './message-trigger.ts';

const eventSources: ReadonlySet<unknown> = new Set(['aws:kafka', 'SelfManagedKafka']);

/**
 * Kafka: Amazon MSK and clusters of one's own, also through EventBridge Pipes. The context is in the records' headers.
 * Each partition is a lane; a record has no id, only its offset there.
 */
export const kafka: MessageTrigger = messageTrigger({
  system: 'kafka',
  takesItemFailures: true,
  redeliversRest: true,
  matches: (event) => eventSources.has(field(headOf(event), 'eventSource')),
  messages: (event) => recordsIn(event).map(messageOf),
});

/** What names the source: the event itself, or of a bare list its first record. */
function headOf(event: unknown): unknown {
  return eventFamily(event) === 'eventSource' ? event : recordsOf(event)[0];
}

/** By topic and partition, or a bare list. */
function recordsIn(event: unknown): readonly unknown[] {
  const lists = field(event, 'records');
  if (!isRecord(lists)) return recordsOf(event);
  return Object.values(lists).flatMap((list) => listAt(list));
}

function messageOf(record: unknown): Message {
  const topic = text(record, 'topic');
  const partition = integer(field(record, 'partition'));
  const offset = integer(field(record, 'offset'));
  const lane = topic !== undefined && partition !== undefined ? `${topic}-${partition}` : undefined;
  return {
    record,
    destination: topic,
    context: contextFromKafka(field(record, 'headers')),
    sentAt: epochMs(field(record, 'timestamp')),
    attributes: {
      'messaging.destination.partition.id': partition?.toString(),
      'messaging.kafka.offset': offset,
    },
    itemIdentifier: lane && offset !== undefined ? { partition: lane, offset } : undefined,
    lane,
  };
}

function integer(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
