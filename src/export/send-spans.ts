import { diag } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { Deadline } from '../support/deadline.ts';
import { guard } from '../support/guard.ts';
import { type DeliveryLog, deliveryLog, type ReportFault } from './delivery-log.ts';
import type { OtlpEncoding, PartialSuccess } from './otlp-encoding.ts';
import type { SendResult, Transport } from './transport.ts';

/** What became of the spans that were not delivered. */
export interface Undelivered {
  /** May be sent again later. */
  readonly unsent: readonly ReadableSpan[];
  /** How many no endpoint will ever get. */
  readonly dropped: number;
  /** That it is too much for the endpoint, in its own words. */
  readonly throttled?: Error | undefined;
  /** How long the endpoint asked to be left alone, in milliseconds, where it took less than all. */
  readonly retryAfterMs?: number | undefined;
}

/** Sends all of `spans`, or says which not. Never throws, and is done by `deadline`. */
export type SendSpans = (spans: ReadableSpan[], deadline: Deadline) => Promise<Undelivered>;

/** Well below what collectors take (20 MiB is common), in bytes before compression. */
const largestRequest = 4 * 1024 * 1024;

/** Sends spans as OTLP requests: one, or halves of it where that is too large for a request. */
export function otlpSender(
  encoding: OtlpEncoding,
  transport: Transport,
  report?: ReportFault,
  mostSpans: number = Number.POSITIVE_INFINITY,
): SendSpans {
  const log = deliveryLog(report);

  async function send(spans: ReadableSpan[], deadline: Deadline): Promise<Undelivered> {
    if (spans.length > mostSpans) return sendHalves(spans, deadline);
    const body = guard('encoding spans', () => encoding.encode(spans));
    if (!body || body.byteLength > largestRequest) return sendHalves(spans, deadline);
    const result = await transport.send(body, deadline);
    if (result.status === 'too-large') return sendHalves(spans, deadline);
    if (result.status === 'sent') {
      log.delivered();
      const said = encoding.decode(result.answer);
      const dropped = Math.min(countRejected(said), spans.length);
      return { unsent: [], dropped, throttled: throttlingOf(said) };
    }
    return outcomeOf(result, spans, log);
  }

  async function sendHalves(spans: ReadableSpan[], deadline: Deadline): Promise<Undelivered> {
    if (spans.length < 2) {
      diag.warn('antifreeze: a span was dropped, as no request can hold it');
      return { unsent: [], dropped: spans.length };
    }
    const middle = Math.ceil(spans.length / 2);
    const first = await send(spans.slice(0, middle), deadline);
    const rest = spans.slice(middle);
    // The rest would fare no better, only later.
    if (first.unsent.length > 0) return { ...first, unsent: [...first.unsent, ...rest] };
    const second = await send(rest, deadline);
    return {
      ...second,
      dropped: first.dropped + second.dropped,
      throttled: first.throttled ?? second.throttled,
    };
  }

  return send;
}

function outcomeOf(
  result: Exclude<SendResult, { status: 'sent' }>,
  spans: readonly ReadableSpan[],
  log: DeliveryLog,
): Undelivered {
  if (result.status === 'retryable') {
    log.undelivered('antifreeze: spans could not be sent, and are kept for later:', result);
    const throttled = result.throttled ? result.error : undefined;
    return { ...keptFor(result, spans), throttled };
  }
  log.undelivered('antifreeze: spans were dropped, as the endpoint does not take them:', result);
  return { unsent: [], dropped: spans.length };
}

/** What was not taken, to be sent again once the endpoint wants it. */
export function keptFor(
  { retryAfterMs }: { readonly retryAfterMs?: number },
  unsent: readonly ReadableSpan[],
): Undelivered {
  return { unsent, dropped: 0, ...(retryAfterMs !== undefined && { retryAfterMs }) };
}

/** OTLP: a partial success must not be sent again. */
function countRejected({ rejected, message }: PartialSuccess): number {
  if (rejected > 0) diag.warn('antifreeze: the endpoint rejected spans:', rejected, message);
  else if (message) diag.warn('antifreeze: the endpoint warns:', message);
  return rejected;
}

/** OTLP has no field for it, so that there is only what the endpoint says. */
function throttlingOf({ rejected, message }: PartialSuccess): Error | undefined {
  const isThrottled =
    /throttl|rate.?limit|too many|quota|overload|exhausted|slow down|back.?off|limit exceeded/i.test(
      message,
    );
  return rejected > 0 && isThrottled ? new Error(message) : undefined;
}
