import { diag } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { Config, OtlpConfig } from '../config/config.ts';
import type { RelayClient } from '../config/sdk-interfaces.ts';
import type { EncodeSpan } from '../otlp/encode-span.ts';
import { backingOff } from './backing-off.ts';
import { circuitBreaker } from './circuit-breaker.ts';
import { consoleSender } from './console-sender.ts';
import type { ReportFault } from './delivery-log.ts';
import type { OtlpEncoding } from './encoding.ts';
import { endpointTransport } from './endpoint-transport.ts';
import type { HttpClientOptions } from './http-client.ts';
import { otlpEncoding } from './otlp-encoding.ts';
import { otlpSender } from './otlp-sender.ts';
import { retrying } from './retrying.ts';
import type { Send } from './send.ts';
import { sqsRelay } from './sqs-relay.ts';

export interface SenderOptions {
  /** Ours, for the user agent: `name/version`. */
  readonly product: string;
  /** Shared with the journal, so that a span is encoded once. */
  readonly encodeSpan?: EncodeSpan | undefined;
  /** Sends to the relay's queue. */
  readonly relayClient?: RelayClient | undefined;
  /** Takes what nobody may miss. Default: `diag`. */
  readonly report?: ReportFault | undefined;
  /** How requests are sent. */
  readonly http?: HttpClientOptions | undefined;
}

/** Where a signal goes, and how its requests are encoded. */
export interface Route<Item> extends Pick<Config, 'otlp' | 'relay'> {
  encodingFor(protocol: OtlpConfig['protocol']): OtlpEncoding<Item>;
}

/** Joins encoding and transport as the configuration says, for spans; for anything else as `route` does. */
export interface CreateSender {
  (config: Config, options: SenderOptions): Send<ReadableSpan>;
  <Item>(config: Config, options: SenderOptions, route: Route<Item>): Send<Item>;
}

/** What a platform has beside an endpoint and queues of SQS: undefined where `route` doesn't lead there. */
export type OtherWay = <Item>(route: Route<Item>, options: SenderOptions) => Send<Item> | undefined;

/** Sends to an endpoint, or to a queue of SQS. */
export const createSender: CreateSender = senderBy(() => undefined);

/** The same with another way out. */
export function senderBy(other: OtherWay): CreateSender {
  return create;

  function create(config: Config, options: SenderOptions): Send<ReadableSpan>;
  function create<Item>(config: Config, options: SenderOptions, route: Route<Item>): Send<Item>;
  function create<Item>(config: Config, options: SenderOptions, route?: Route<Item>) {
    return route ? sendAlong(route, options) : sendSpans(config, options);
  }

  function sendSpans(config: Config, options: SenderOptions): Send<ReadableSpan> {
    const { exporter, otlp, relay, sampler } = config;
    if (exporter === 'none') return async () => ({ unsent: [], dropped: 0 });
    if (exporter === 'console') return consoleSender();
    const encodingFor: Route<ReadableSpan>['encodingFor'] = (protocol) =>
      otlpEncoding(protocol, options.encodeSpan);
    const send = sendAlong({ otlp, relay, encodingFor }, options);
    // A queue takes all that there is.
    if (relay) return send;
    return backingOff(send, {
      samplesAll: sampler.endsWith('always_on'),
      report: options.report ?? ((...line) => diag.warn(...line)),
    });
  }

  function sendAlong<Item>(route: Route<Item>, options: SenderOptions): Send<Item> {
    return circuitBreaker(other(route, options) ?? ownWay(route, options));
  }
}

function ownWay<Item>(
  { otlp, relay, encodingFor }: Route<Item>,
  { product, relayClient: client, http, report }: SenderOptions,
): Send<Item> {
  if (relay?.kind === 'sqs')
    return sqsRelay({ ...relay, encoding: encodingFor('http/protobuf'), client, http, report });
  const encoding = encodingFor(otlp.protocol);
  const { transport, limits } = endpointTransport({ otlp, encoding, product, report, http });
  return otlpSender(encoding, retrying(transport), report, limits);
}
