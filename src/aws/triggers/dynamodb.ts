import type { Trigger } from '../../core/trigger.ts';
import { dataHashAttribute, itemHash } from '../../propagation/deterministic-link.ts';
import { at, common } from '../../triggers/event-path.ts';
import { eventSpan } from '../../triggers/event-span.ts';
import { type Fields, field, isRecord, text } from '../../triggers/payload-fields.ts';
import { epochMsOfSeconds, isoTime, waited } from '../../triggers/waiting-time.ts';
import { arnResource } from './arn-resource.ts';
import { batchResult } from './batch-result.ts';
import { isBatchFrom, recordsOf } from './event-family.ts';

const operations: ReadonlyMap<unknown, string> = new Map([
  ['INSERT', 'insert'],
  ['MODIFY', 'edit'],
  ['REMOVE', 'delete'],
]);
/** Of a batch of up to 10,000 records only the first items are hashed: each costs microseconds. */
const mostHashes = 100;

/**
 * DynamoDB streams, also through EventBridge Pipes. The hashes of the items' keys join the span with those of whoever
 * wrote the items; the keys themselves stay out of it.
 */
export const dynamodb: Trigger<Fields> = {
  matches: (event): event is Fields => isBatchFrom(event, 'aws:dynamodb'),

  rootSpan: (event) => {
    const records = recordsOf(event);
    const table = arnResource(common(records.map((record) => text(record, 'eventSourceARN'))));
    const time = writtenAt(records[0]);
    return eventSpan('datasource', {
      'faas.document.collection': table,
      'faas.document.operation': common(records.map(operation)),
      'faas.document.time': isoTime(time),
      'aws.dynamodb.table_names': table && [table],
      'antifreeze.batch.record_count': records.length,
      [dataHashAttribute]: table && hashes(table, records),
      ...waited(time),
    });
  },

  result: (value, event) => batchResult(value, () => recordsOf(event).length),
};

function operation(record: unknown): string | undefined {
  return operations.get(field(record, 'eventName'));
}

/** Epoch milliseconds. The stream has whole seconds. */
function writtenAt(record: unknown): number | undefined {
  return epochMsOfSeconds(at(record, 'dynamodb', 'ApproximateCreationDateTime'));
}

/** An item that was written twice counts once. */
function hashes(table: string, records: readonly unknown[]): string[] | undefined {
  const keys = records.slice(0, mostHashes).map((record) => at(record, 'dynamodb', 'Keys'));
  const found = new Set(keys.filter(isKey).map((key) => itemHash(table, key)));
  return found.size > 0 ? [...found] : undefined;
}

/** One or two attributes of a scalar type: `{ id: { S: 'o-42' } }`. */
function isKey(keys: unknown): keys is Fields {
  return (
    isRecord(keys) &&
    Object.values(keys).every(
      (value) => isRecord(value) && typeof Object.values(value)[0] === 'string',
    )
  );
}
