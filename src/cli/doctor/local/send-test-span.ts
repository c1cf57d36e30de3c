import { randomBytes } from 'node:crypto';
import type { OtlpConfig } from '../../../config/config.ts';
import { endpointTransport } from '../../../export/endpoint-transport.ts';
import { otlpEncoding } from '../../../export/otlp-encoding.ts';
import type { SendResult } from '../../../export/transport.ts';
import { product } from '../../../support/version.ts';
import { testSpan } from './test-span.ts';

/** What became of the test span. */
export type Delivery =
  | {
      readonly status: 'arrived';
      readonly traceId: string;
      /** What the endpoint has to say against it; empty as a rule. */
      readonly objection: string;
    }
  | {
      readonly status: 'undelivered';
      /** The sender's words, without secrets. */
      readonly reason: string;
      readonly cause: Cause;
      /** Another path of the same endpoint, that does take spans. */
      readonly takenAt: string | undefined;
    };

export type Cause = 'credentials' | 'unreachable' | 'refused' | 'throttled';

/** Sends one span as a function with this configuration would, once. Never throws. */
export async function sendTestSpan(otlp: OtlpConfig): Promise<Delivery> {
  const traceId = randomBytes(16).toString('hex');
  const encoding = otlpEncoding(otlp.protocol);
  const body = encoding.encode([testSpan(traceId, randomBytes(8).toString('hex'))]);
  const post = (to: OtlpConfig): Promise<SendResult> =>
    endpointTransport({ otlp: to, encoding, product }).transport.send(
      body ?? new Uint8Array(),
      Date.now() + to.timeout,
    );
  const result = await post(otlp);
  if (result.status === 'sent') {
    const { message, rejected } = encoding.decode(result.answer);
    const said = result.quote?.(message) ?? '';
    return {
      status: 'arrived',
      traceId,
      objection: said || (rejected > 0 ? 'it gives no reason' : ''),
    };
  }
  return {
    status: 'undelivered',
    reason: reasonOf(result),
    cause: causeOf(result),
    takenAt: await findPath(otlp, result, post),
  };
}

type Undelivered = Exclude<SendResult, { status: 'sent' }>;

/** Where the sender has no advice, what Node.js says is better than nothing. */
function reasonOf({ error, fault }: Undelivered): string {
  const { message, cause } = error;
  return cause instanceof Error && (fault === undefined || fault === 'credentials')
    ? `${message} (${cause.message})`
    : message;
}

function causeOf(result: Undelivered): Cause {
  if (result.fault === 'credentials') return 'credentials';
  if (result.status === 'retryable' && result.throttled) return 'throttled';
  // Only what came to no answer has a cause.
  return result.error.cause === undefined ? 'refused' : 'unreachable';
}

const usualPath = '/v1/traces';

/** Whether the usual path takes spans, where there is something else at the one that is configured. */
async function findPath(
  otlp: OtlpConfig,
  { fault = '' }: Undelivered,
  post: (to: OtlpConfig) => Promise<SendResult>,
): Promise<string | undefined> {
  const url = new URL(otlp.url);
  if (!['404', '405', 'HTML'].includes(fault) || url.pathname === usualPath) return undefined;
  // Of what is configured twice, such as /v1/traces/v1/traces, one is enough.
  const once = url.pathname.replace(/(?:\/v1\/traces)+\/?$/, '');
  const paths = [...new Set([`${once}${usualPath}`, usualPath])];
  for (const path of paths.filter((each) => each !== url.pathname)) {
    url.pathname = path;
    const { status } = await post({ ...otlp, url: url.href });
    if (status === 'sent') return `${url.origin}${path}`;
  }
  return undefined;
}
