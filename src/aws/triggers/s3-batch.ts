import type { Trigger } from '../../core/trigger.ts';
import { common, listAt, textAt } from '../../triggers/event-path.ts';
import { eventSpan } from '../../triggers/event-span.ts';
import { type Fields, field, text } from '../../triggers/payload-fields.ts';
import { arnResource } from './arn-resource.ts';
import { decodedKey } from './s3-objects.ts';

/** The worst one counts. */
const failures = ['PermanentFailure', 'TemporaryFailure'];

/** S3 Batch Operations, invocation schemas 1.0 and 2.0. The name of the job is ours. */
export const s3Batch: Trigger<Fields> = {
  matches: (event): event is Fields =>
    text(event, 'invocationSchemaVersion') !== undefined &&
    textAt(event, 'job', 'id') !== undefined &&
    Array.isArray(field(event, 'tasks')),

  rootSpan: (event) => {
    const tasks = listAt(event, 'tasks');
    return eventSpan('other', {
      'aws.s3.bucket': common(tasks.map(bucketOf)),
      'aws.s3.key': decodedKey(common(tasks.map((task) => text(task, 's3Key')))),
      'aws.s3.batch.job.id': textAt(event, 'job', 'id'),
      'antifreeze.batch.record_count': tasks.length,
    });
  },

  /** The handler answers for each task. What it doesn't answer for, S3 takes as `treatMissingKeysAs` says. */
  result: (value) => {
    const codes = new Set(listAt(value, 'results').map((result) => field(result, 'resultCode')));
    return { attributes: {}, errorType: failures.find((code) => codes.has(code)) };
  },
};

function bucketOf(task: unknown): string | undefined {
  return text(task, 's3Bucket') ?? arnResource(text(task, 's3BucketArn'));
}
