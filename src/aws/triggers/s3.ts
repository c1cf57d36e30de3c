import type { Trigger } from '../../core/trigger.ts';
import { dataHashAttribute, objectHash } from '../../propagation/deterministic-link.ts';
import { common, textAt } from '../../triggers/event-path.ts';
import { eventSpan } from '../../triggers/event-span.ts';
import type { Fields } from '../../triggers/payload-fields.ts';
import { epochMs, waited } from '../../triggers/waiting-time.ts';
import { isBatchFrom, recordsOf } from './event-family.ts';

/** S3 event notifications. The hash of each object joins the span with that of whoever wrote the object. */
export const s3: Trigger<Fields> = {
  matches: (event): event is Fields => isBatchFrom(event, 'aws:s3'),

  rootSpan: (event) => {
    const records = recordsOf(event);
    const time = textAt(records[0], 'eventTime');
    const bucket = common(records.map(bucketOf));
    const key = common(records.map(keyOf));
    return eventSpan('datasource', {
      'faas.document.collection': bucket,
      'faas.document.operation': common(records.map(operation)),
      'faas.document.name': key,
      'faas.document.time': time,
      'aws.s3.bucket': bucket,
      'aws.s3.key': key,
      'antifreeze.batch.record_count': records.length,
      [dataHashAttribute]: hashes(records),
      ...waited(epochMs(time)),
    });
  },
};

function bucketOf(record: unknown): string | undefined {
  return textAt(record, 's3', 'bucket', 'name');
}

/** Keys come URL-encoded, as of an HTML form. */
function keyOf(record: unknown): string | undefined {
  const key = textAt(record, 's3', 'object', 'key');
  try {
    return key && decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    return key;
  }
}

/** `ObjectCreated:Put` and its like. S3 doesn't tell a new object from a new version of one. */
function operation(record: unknown): string {
  const name = textAt(record, 'eventName')?.replace(/^s3:/, '') ?? '';
  if (name.startsWith('ObjectCreated:')) return 'insert';
  const isRemoval = name.startsWith('ObjectRemoved:') || name.startsWith('LifecycleExpiration:');
  return isRemoval ? 'delete' : 'edit';
}

/** S3 sends one record at a time, although the format is that of a batch. */
function hashes(records: readonly unknown[]): string[] | undefined {
  const found = records.slice(0, 100).map(hashOf);
  const known = found.filter((hash) => hash !== undefined);
  return known.length > 0 ? known : undefined;
}

/** Deleted objects have no ETag, and nothing that could have been written. */
function hashOf(record: unknown): string | undefined {
  const bucket = bucketOf(record);
  const key = keyOf(record);
  const eTag = textAt(record, 's3', 'object', 'eTag');
  return bucket && key && eTag && objectHash(bucket, key, eTag);
}
