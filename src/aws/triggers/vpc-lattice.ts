import type { Trigger } from '../../core/trigger.ts';
import { at, textAt } from '../../triggers/event-path.ts';
import { withAttributes } from '../../triggers/event-span.ts';
import { httpServerSpan } from '../../triggers/http-server-span.ts';
import { statusSummary } from '../../triggers/http-status.ts';
import { type Fields, field, isRecord, text } from '../../triggers/payload-fields.ts';
import { waited } from '../../triggers/waiting-time.ts';
import { requestHeaders } from './request-headers.ts';
import { queryOfDecoded } from './url-query.ts';

/** VPC Lattice target groups, event structure versions 1 and 2. The name of the service is ours. */
export const vpcLattice: Trigger<Fields> = {
  matches: (event): event is Fields =>
    text(event, 'method') !== undefined && (isVersion1(event) || isVersion2(event)),

  rootSpan: (event) => {
    const target = text(event, 'raw_path') ?? text(event, 'path') ?? '';
    const [path, ...query] = target.split('?');
    const root = httpServerSpan({
      method: text(event, 'method') ?? '',
      path,
      query: query.length > 0 ? query.join('?') : queryOfDecoded(event),
      headers: requestHeaders(event),
    });
    return withAttributes(root, {
      'aws.vpc_lattice.service.arn': textAt(event, 'requestContext', 'serviceArn'),
      ...waited(microseconds(at(event, 'requestContext', 'timeEpoch'))),
    });
  },

  result: (value) => statusSummary(field(value, 'statusCode')),
};

/** The only HTTP event with a path in snake case. */
function isVersion1(event: unknown): boolean {
  return text(event, 'raw_path') !== undefined && isRecord(field(event, 'headers'));
}

function isVersion2(event: unknown): boolean {
  return textAt(event, 'requestContext', 'serviceNetworkArn')?.includes(':vpc-lattice:') ?? false;
}

function microseconds(time: unknown): number | undefined {
  return typeof time === 'string' && /^\d{1,16}$/.test(time) ? Number(time) / 1_000 : undefined;
}
