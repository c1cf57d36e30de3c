import type { Trigger } from '../../core/trigger.ts';
import { type Headers, readHeader } from '../../propagation/headers.ts';
import { at, listAt, textAt } from '../../triggers/event-path.ts';
import { withAttributes } from '../../triggers/event-span.ts';
import { httpServerSpan } from '../../triggers/http-server-span.ts';
import { statusSummary } from '../../triggers/http-status.ts';
import { type Fields, field, isRecord, text } from '../../triggers/payload-fields.ts';

/** CloudFront, in all four places where Lambda@Edge runs. The `aws.cloudfront.*` names are ours. */
export const cloudfront: Trigger<Fields> = {
  matches: (event): event is Fields => text(config(event), 'distributionId') !== undefined,

  rootSpan: (event) => {
    const request = at(event, 'Records', '0', 'cf', 'request');
    const headers = headersOf(request);
    const root = httpServerSpan({
      method: text(request, 'method') ?? '',
      path: text(request, 'uri'),
      query: text(request, 'querystring'),
      headers,
      scheme: readHeader(headers, 'cloudfront-forwarded-proto'),
      host: text(config(event), 'distributionDomainName'),
      clientAddress: text(request, 'clientIp'),
    });
    return withAttributes(root, {
      'aws.cloudfront.distribution.id': text(config(event), 'distributionId'),
      'aws.cloudfront.event_type': text(config(event), 'eventType'),
      'aws.cloudfront.request.id': text(config(event), 'requestId'),
    });
  },

  /** A request that is passed on has no status yet. */
  result: (value) => statusSummary(field(value, 'status')),
};

function config(event: unknown): unknown {
  return at(event, 'Records', '0', 'cf', 'config');
}

/** CloudFront has each header as a list of lines, `{ key, value }`. */
function headersOf(request: unknown): Headers {
  const headers = field(request, 'headers');
  const names = isRecord(headers) ? Object.keys(headers) : [];
  return Object.fromEntries(
    names.map((name) => [name, listAt(headers, name).map((line) => textAt(line, 'value'))]),
  );
}
