import type { Trigger } from '../../core/trigger.ts';
import { dataHashAttribute } from '../../propagation/deterministic-link.ts';
import { common, textAt } from '../../triggers/event-path.ts';
import { eventSpan } from '../../triggers/event-span.ts';
import type { Fields } from '../../triggers/payload-fields.ts';
import { epochMs, waited } from '../../triggers/waiting-time.ts';
import { isBatchFrom, recordsOf } from './event-family.ts';
import { bucketOf, keyOf, objectHashes } from './s3-objects.ts';

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
      [dataHashAttribute]: objectHashes(event),
      ...waited(epochMs(time)),
    });
  },
};

/** `ObjectCreated:Put` and its like. S3 doesn't tell a new object from a new version of one. */
function operation(record: unknown): string {
  const name = textAt(record, 'eventName')?.replace(/^s3:/, '') ?? '';
  if (name.startsWith('ObjectCreated:')) return 'insert';
  const isRemoval = name.startsWith('ObjectRemoved:') || name.startsWith('LifecycleExpiration:');
  return isRemoval ? 'delete' : 'edit';
}
