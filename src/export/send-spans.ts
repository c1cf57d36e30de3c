import { diag } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { Deadline } from '../support/deadline.ts';
import { guard } from '../support/guard.ts';
import { type ReportFault, type TellUndelivered, undeliveredLog } from './fault-log.ts';
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
  const tell = undeliveredLog(report);

  async function send(spans: ReadableSpan[], deadline: Deadline): Promise<Undelivered> {
    if (spans.length > mostSpans) return sendHalves(spans, deadline);
    const body = guard('encoding spans', () => encoding.encode(spans));
    if (!body || body.byteLength > largestRequest) return sendHalves(spans, deadline);
    const result = await transport.send(body, deadline);
    if (result.status === 'too-large') return sendHalves(spans, deadline);
    if (result.status === 'sent') {
      const said = encoding.decode(result.answer);
      const dropped = Math.min(countRejected(said), spans.length);
      return { unsent: [], dropped, throttled: throttlingOf(said) };
    }
    return outcomeOf(result, spans, tell);
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
      unsent: second.unsent,
      dropped: first.dropped + second.dropped,
      throttled: first.throttled ?? second.throttled,
    };
  }

  return send;
}

function outcomeOf(
  result: Exclude<SendResult, { status: 'sent' }>,
  spans: readonly ReadableSpan[],
  tell: TellUndelivered,
): Undelivered {
  if (result.status === 'retryable') {
    tell('antifreeze: spans could not be sent, and are kept for later:', result);
    return { unsent: spans, dropped: 0, throttled: result.throttled ? result.error : undefined };
  }
  tell('antifreeze: spans were dropped, as the endpoint does not take them:', result);
  return { unsent: [], dropped: spans.length };
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
