import { diag } from '@opentelemetry/api';
import { SDK_INFO } from '@opentelemetry/core';
import type { Config } from '../config/config.ts';
import type { RelayClient } from '../config/sdk-interfaces.ts';
import type { EncodeSpan } from '../otlp/encode-span.ts';
import { authorizationFor } from './authorization-for.ts';
import { backingOff } from './backing-off.ts';
import { circuitBreaker } from './circuit-breaker.ts';
import { consoleSender } from './console-sender.ts';
import type { ReportFault } from './delivery-log.ts';
import type { HttpClientOptions } from './http-client.ts';
import { httpTransport } from './http-transport.ts';
import { otlpEncoding } from './otlp-encoding.ts';
import { retrying } from './retrying.ts';
import { otlpSender, type SendSpans } from './send-spans.ts';
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

/** Joins encoding and transport as the configuration says. */
export type CreateSender = (config: Config, options: SenderOptions) => SendSpans;

/** Sends to an endpoint, or to a queue of SQS. */
export const createSender: CreateSender = (
  { exporter, otlp, relay, sampler },
  { product, relayClient: client, encodeSpan, http, report },
) => {
  if (exporter === 'none') return async () => ({ unsent: [], dropped: 0 });
  if (exporter === 'console') return consoleSender();
  if (relay?.kind === 'sqs')
    return circuitBreaker(sqsRelay({ ...relay, client, http, report, encodeSpan }));
  const encoding = otlpEncoding(otlp.protocol, encodeSpan);
  const { contentType } = encoding;
  const userAgent = `${product} OTel-OTLP-Exporter-JavaScript/${SDK_INFO['telemetry.sdk.version']}`;
  const authorization = authorizationFor(otlp, http?.openSocket);
  const transport = retrying(
    httpTransport({ otlp, contentType, userAgent, authorization, ...http }),
  );
  const send = circuitBreaker(otlpSender(encoding, transport, report, authorization?.mostSpans));
  return backingOff(send, {
    samplesAll: sampler.endsWith('always_on'),
    report: report ?? ((...line) => diag.warn(...line)),
  });
};

/** The client that it sends by. From here, as it is in this late part already. */
export { httpClient } from './http-client.ts';
