import type { Trigger } from '../../core/trigger.ts';
import { at, textAt } from '../../triggers/event-path.ts';
import { withAttributes } from '../../triggers/event-span.ts';
import { httpServerSpan } from '../../triggers/http-server-span.ts';
import { type Fields, field, isRecord, text } from '../../triggers/payload-fields.ts';

const urlParts = /^(?:(https?):\/\/[^/?]*)?([^?]*)\??(.*)$/s;

/**
 * S3 Object Lambda: a client's request, answered by what the handler writes back. The presigned URLs and the token of
 * the payload stay out of the span. The name of the access point is ours.
 */
export const s3ObjectLambda: Trigger<Fields> = {
  matches: (event): event is Fields =>
    textAt(event, 'configuration', 'accessPointArn')?.includes(':s3-object-lambda:') === true &&
    isRecord(field(event, 'userRequest')),

  rootSpan: (event) => {
    const headers = at(event, 'userRequest', 'headers');
    const [, scheme, path, query] = urlParts.exec(textAt(event, 'userRequest', 'url') ?? '') ?? [];
    const root = httpServerSpan({
      method: isRecord(field(event, 'headObjectContext')) ? 'HEAD' : 'GET',
      path,
      query,
      headers: isRecord(headers) ? headers : undefined,
      scheme,
    });
    return withAttributes(root, {
      'aws.s3.object_lambda.access_point.arn': textAt(event, 'configuration', 'accessPointArn'),
      'aws.request_id': text(event, 'xAmzRequestId'),
    });
  },
};
