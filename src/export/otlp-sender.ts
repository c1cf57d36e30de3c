import { diag } from '@opentelemetry/api';
import type { Deadline } from '../support/deadline.ts';
import { guard } from '../support/guard.ts';
import { itemsOf, type Signal } from '../support/signal.ts';
import { deliveryLog, type ReportFault } from './delivery-log.ts';
import type { OtlpEncoding } from './encoding.ts';
import type { PartialSuccess } from './partial-success.ts';
import { noLimits, type RequestLimits } from './request-limits.ts';
import { keptFor, type Send, type Undelivered } from './send.ts';
import type { SendResult, Transport } from './transport.ts';

type Sent = Extract<SendResult, { status: 'sent' }>;

/** Well below what collectors take (20 MiB is common), in bytes before compression. */
const largestRequest = 4 * 1024 * 1024;

/** Sends items as OTLP requests: one, or halves of it where that is too large for a request. */
export function otlpSender<Item>(
  encoding: OtlpEncoding<Item>,
  transport: Transport,
  report?: ReportFault,
  limits: RequestLimits = noLimits,
): Send<Item> {
  const log = deliveryLog(report);
  const { signal } = encoding;
  const noun = itemsOf[signal];
  const mostBytes = Math.min(limits.bytes, largestRequest);

  const send: Send<Item> = async (items, deadline) => {
    if (items.length > limits.items) return sendHalves(items, deadline);
    const body = guard(`encoding ${noun}`, () => encoding.encode(items));
    if (!body || body.byteLength > mostBytes) return sendHalves(items, deadline);
    const result = await transport.send(body, deadline);
    if (result.status === 'too-large') return sendHalves(items, deadline);
    return result.status === 'sent' ? taken(result, items) : outcomeOf(result, items);
  };

  async function sendHalves(items: Item[], deadline: Deadline): Promise<Undelivered<Item>> {
    if (items.length < 2) {
      diag.warn(`antifreeze: one of the ${noun} was dropped, as no request can hold it`);
      return { unsent: [], dropped: items.length };
    }
    const middle = Math.ceil(items.length / 2);
    const first = await send(items.slice(0, middle), deadline);
    const rest = items.slice(middle);
    // The rest would fare no better, only later.
    if (first.unsent.length > 0) return { ...first, unsent: [...first.unsent, ...rest] };
    const second = await send(rest, deadline);
    return {
      ...second,
      dropped: first.dropped + second.dropped,
      throttled: first.throttled ?? second.throttled,
    };
  }

  function taken({ answer, quote }: Sent, items: readonly Item[]): Undelivered<Item> {
    log.delivered();
    const { rejected, message } = encoding.decode(answer);
    const said = { rejected, message: message && (quote?.(message) ?? '') };
    const dropped = Math.min(countRejected(said, signal), items.length);
    return { unsent: [], dropped, throttled: throttlingOf(said) };
  }

  function outcomeOf(result: Exclude<SendResult, Sent>, items: readonly Item[]): Undelivered<Item> {
    if (result.status === 'retryable') {
      log.undelivered(`antifreeze: ${noun} could not be sent, and are kept for later:`, result);
      const throttled = result.throttled ? result.error : undefined;
      return { ...keptFor(result, items), throttled };
    }
    log.undelivered(
      `antifreeze: ${noun} were dropped, as the endpoint does not take them:`,
      result,
    );
    return { unsent: [], dropped: items.length };
  }

  return send;
}

/** OTLP: a partial success must not be sent again. */
function countRejected({ rejected, message }: PartialSuccess, signal: Signal): number {
  if (rejected > 0)
    diag.warn(`antifreeze: the endpoint rejected ${itemsOf[signal]}:`, rejected, message);
  else if (message) diag.warn('antifreeze: the endpoint warns:', message);
  return rejected;
}

/** OTLP has no field for it, so that there is only what the endpoint says. */
function throttlingOf({ rejected, message }: PartialSuccess): Error | undefined {
  if (rejected === 0) return undefined;
  const isThrottled =
    /throttl|rate.?limit|too many|quota|overload|exhausted|slow down|back.?off|limit exceeded/i.test(
      message,
    );
  return isThrottled ? new Error(message) : undefined;
}
