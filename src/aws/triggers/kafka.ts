import { contextFromKafka } from '../../propagation/byte-headers.ts';
import { type Fields, field, isRecord, text } from '../../triggers/payload-fields.ts';
import { epochMs } from '../../triggers/waiting-time.ts';
import { brokerOf, recordsOf } from './event-family.ts';
import type { Message } from './message.ts';
import { type MessageTrigger, messageTrigger } from './message-trigger.ts';

const eventSources: ReadonlySet<unknown> = new Set([
  'aws:kafka',
  'SelfManagedKafka',
  'aws:SelfManagedKafka',
]);

/**
 * Kafka: Amazon MSK and clusters of one's own, also through EventBridge Pipes. The context is in the records' headers.
 * Each partition is a lane; a record has no id, only its offset there.
 */
export const kafka: MessageTrigger = messageTrigger({
  system: 'kafka',
  takesItemFailures: true,
  redeliversRest: true,
  matches: (event) => eventSources.has(brokerOf(event)),
  messages: (event) => recordsIn(event).map(messageOf),
});

/** By topic and partition, or a bare list. */
function recordsIn(event: unknown): readonly unknown[] {
  const records = field(event, 'records');
  return isRecord(records) ? flattened(records) : recordsOf(event);
}

/** Lists may be maps by number instead. */
function flattened(records: Fields): readonly unknown[] {
  const entries = Object.values(records).filter(isRecord);
  return entries
    .flatMap((entry) => (field(entry, 'offset') === undefined ? Object.values(entry) : [entry]))
    .filter(isRecord);
}

function messageOf(record: unknown): Message {
  const { topic, partition } = placeOf(record);
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

/** Pipes put both into a key, too (`orders-0`), and may leave out the topic. */
function placeOf(record: unknown): { topic: string | undefined; partition: number | undefined } {
  const [, topic, partition] = /^(.+)-(\d+)$/.exec(text(record, 'eventSourceKey') ?? '') ?? [];
  return {
    topic: text(record, 'topic') ?? topic,
    partition: integer(field(record, 'partition')) ?? integer(partition),
  };
}

/** Pipes have written some as text. */
function integer(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' ? number : undefined;
}
