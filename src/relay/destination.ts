import type { OtlpConfig } from '../config/config.ts';
import { authorizationFor } from '../export/authorization-for.ts';
import { httpTransport } from '../export/http-transport.ts';
import { decodingAnswer, type PartialSuccess } from '../export/partial-success.ts';
import { retrying } from '../export/retrying.ts';
import type { SendResult, Transport } from '../export/transport.ts';
import type { Deadline } from '../support/deadline.ts';
import type { Signal } from '../support/signal.ts';
import { version } from '../support/version.ts';
import type { ResolveSecrets } from './secrets.ts';

/** How a destination took a request. What it took, but rejects in part, must not be sent again. */
export type DeliveryResult =
  | ({ readonly status: 'sent' } & PartialSuccess)
  | Exclude<SendResult, { status: 'sent' }>;

/** One place that a signal is relayed to. */
export interface Destination {
  /** The URL without what may hold credentials. */
  readonly name: string;
  readonly signal: Signal;
  /** Most spans, or whatever, that it takes in one request. */
  readonly mostItems: number;
  /** Posts an encoded request, again while the destination asks for it and there is time. Never throws, and is done by `deadline`. */
  send(request: Uint8Array, deadline: Deadline): Promise<DeliveryResult>;
}

/** A destination over OTLP/HTTP with protobuf, as the messages are. */
export function otlpDestination(
  signal: Signal,
  otlp: OtlpConfig,
  resolveSecrets: ResolveSecrets,
): Destination {
  const url = new URL(otlp.url);
  const contentType = 'application/x-protobuf';
  const decode = decodingAnswer(signal);
  const authorization = authorizationFor(otlp);
  let last: { readonly headers: string; readonly transport: Transport } | undefined;

  /** A new one, with new connections, only when a secret has changed. */
  function transportWith(headers: OtlpConfig['headers']): Transport {
    const text = JSON.stringify(headers);
    if (last?.headers === text) return last.transport;
    const userAgent = `antifreeze-relay/${version}`;
    const transport = retrying(
      httpTransport({ otlp: { ...otlp, headers }, contentType, signal, userAgent, authorization }),
    );
    last = { headers: text, transport };
    return transport;
  }

  return {
    name: `${url.origin}${url.pathname}`,
    signal,
    mostItems: authorization?.limits.items ?? Number.POSITIVE_INFINITY,
    async send(request, deadline) {
      const secrets = await resolveSecrets(otlp.headers, deadline);
      if (secrets.status === 'missing') return { status: 'retryable', error: secrets.error };
      const until = Math.min(deadline, Date.now() + otlp.timeout);
      const result = await transportWith(secrets.headers).send(request, until);
      return result.status === 'sent' ? { status: 'sent', ...decode(result.answer) } : result;
    },
  };
}
