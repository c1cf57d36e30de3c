import { contextFromJsonData } from '../../propagation/message-json.ts';
import { field, isRecord, text } from '../../triggers/payload-fields.ts';
import { epochMsOfSeconds } from '../../triggers/waiting-time.ts';
import { arnResource } from './arn-resource.ts';
import { eventFamily, isBatchFrom, recordsOf } from './event-family.ts';
import type { Message } from './message.ts';
import { type MessageTrigger, messageTrigger } from './message-trigger.ts';

/**
 * Kinesis data streams, also by enhanced fan-out and through EventBridge Pipes. The context is in data that is JSON.
 * Aggregated records of the producer library are taken as one: they hold protocol buffers, and no context.
 */
export const kinesis: MessageTrigger = messageTrigger({
  system: 'aws.kinesis',
  takesItemFailures: true,
  redeliversRest: true,
  matches: (event) => isBatchFrom(event, 'aws:kinesis'),
  messages: (event) => {
    const isPiped = eventFamily(event) === 'list';
    return recordsOf(event).map((record) => messageOf(record, isPiped));
  },
  attributes: (event) => ({ 'aws.kinesis.stream_name': streamName(recordsOf(event)[0]) }),
});

function messageOf(record: unknown, isPiped: boolean): Message {
  const nested = field(record, 'kinesis');
  // Pipes put the fields of both levels into one.
  const payload = isRecord(nested) ? nested : record;
  const id = text(record, 'eventID');
  return {
    record,
    id,
    destination: streamName(record),
    context: contextFromJsonData(field(payload, 'data')),
    sentAt: epochMsOfSeconds(field(payload, 'approximateArrivalTimestamp')),
    itemIdentifier: isPiped ? id : text(payload, 'sequenceNumber'),
    lane: 'shard',
  };
}

function streamName(record: unknown): string | undefined {
  return arnResource(text(record, 'eventSourceARN'));
}
