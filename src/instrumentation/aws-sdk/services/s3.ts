import { dataHashAttribute, objectHash } from '../../../propagation/deterministic-link.ts';
import type { AwsService } from '../aws-service.ts';
import { failedEntries } from '../failed-entries.ts';
import { attributesOf, object, objects, text } from '../read-input.ts';
import type { AwsInput } from '../smithy.ts';

const refused = { list: 'Errors', code: 'Code' };

/** Of the list of objects to delete, in characters. */
const longestList = 1024;

export const s3: AwsService = {
  name: 'S3',
  describe({ input }) {
    const deleted = objects(object(input, 'Delete'), 'Objects');
    return {
      attributes: {
        ...attributesOf(input, 'aws.s3.', {
          bucket: 'Bucket',
          key: 'Key',
          copy_source: 'CopySource',
          part_number: 'PartNumber',
          upload_id: 'UploadId',
        }),
        ...(deleted.length > 0 && { 'aws.s3.delete': listOf(deleted) }),
      },
    };
  },
  result({ operation, input }, output) {
    if (operation === 'DeleteObjects') return failedEntries(output, refused);
    const writes = ['PutObject', 'CopyObject', 'CompleteMultipartUpload'].includes(operation);
    const bucket = text(input, 'Bucket');
    const key = text(input, 'Key');
    const eTag = text(output, 'ETag') ?? text(object(output, 'CopyObjectResult'), 'ETag');
    if (!writes || !bucket || !key || !eTag) return {};
    return { attributes: { [dataHashAttribute]: [objectHash(bucket, key, eTag)] } };
  },
};

/** As the AWS command line writes it, which the conventions refer to. */
function listOf(deleted: readonly AwsInput[]): string {
  const entries = deleted.map(({ Key, VersionId }) =>
    VersionId ? `{Key=${Key},VersionId=${VersionId}}` : `{Key=${Key}}`,
  );
  return `Objects=[${entries.join(',')}]`.slice(0, longestList);
}
