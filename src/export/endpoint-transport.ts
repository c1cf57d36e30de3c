import { SDK_INFO } from '@opentelemetry/core';
import type { OtlpConfig } from '../config/config.ts';
import { authorizationFor } from './authorization-for.ts';
import type { ReportFault } from './delivery-log.ts';
import type { OtlpEncoding } from './encoding.ts';
import type { HttpClientOptions } from './http-client.ts';
import { httpTransport } from './http-transport.ts';
import type { RequestLimits } from './request-limits.ts';
import type { Transport } from './transport.ts';

export interface EndpointOptions {
  readonly otlp: OtlpConfig;
  readonly encoding: Pick<OtlpEncoding<never>, 'contentType' | 'signal'>;
  /** Ours, for the user agent: `name/version`. */
  readonly product: string;
  /** Default: `diag`. */
  readonly report?: ReportFault | undefined;
  readonly http?: HttpClientOptions | undefined;
}

/** What posts to the endpoint of a configuration, with what that wants for proof, and how much it takes at once. */
export function endpointTransport({ otlp, encoding, product, report, http }: EndpointOptions): {
  readonly transport: Transport;
  readonly limits: RequestLimits | undefined;
} {
  const { contentType, signal } = encoding;
  const userAgent = `${product} OTel-OTLP-Exporter-JavaScript/${SDK_INFO['telemetry.sdk.version']}`;
  const authorization = authorizationFor(otlp, http?.openSocket);
  return {
    transport: httpTransport({
      otlp,
      contentType,
      signal,
      userAgent,
      authorization,
      report,
      ...http,
    }),
    limits: authorization?.limits,
  };
}
