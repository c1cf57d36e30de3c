import { dataHashAttribute, itemHash } from '../../propagation/deterministic-link.ts';
import { at, textAt } from '../../triggers/event-path.ts';
import { isRecord, text } from '../../triggers/payload-fields.ts';
import { arnResource } from '../triggers/arn-resource.ts';
import { dynamodb } from '../triggers/dynamodb.ts';
import { eventFamily, recordsOf } from '../triggers/event-family.ts';
import type { Message, MessageSource } from '../triggers/message.ts';

/** The changes in a DynamoDB stream, in the terms of messages. They carry no context, but the hash of their item. */
export const dynamodbRecords: MessageSource = {
  system: 'aws.dynamodb',
  takesItemFailures: true,
  redeliversRest: true,
  matches: dynamodb.matches,
  messages: (event) => {
    const isPiped = eventFamily(event) === 'list';
    return recordsOf(event).map((record) => messageOf(record, isPiped));
  },
};

function messageOf(record: unknown, isPiped: boolean): Message {
  const id = text(record, 'eventID');
  const table = arnResource(text(record, 'eventSourceARN'));
  const keys = at(record, 'dynamodb', 'Keys');
  return {
    record,
    id,
    destination: table,
    attributes:
      table !== undefined && isRecord(keys) ? { [dataHashAttribute]: [itemHash(table, keys)] } : {},
    // A pipe wants the ids of records, Lambda the places in the stream.
    itemIdentifier: isPiped ? id : textAt(record, 'dynamodb', 'SequenceNumber'),
    lane: 'shard',
  };
}
