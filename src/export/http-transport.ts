import type { OtlpConfig } from '../config/config.ts';
import { millisecondsUntil } from '../support/deadline.ts';
import type { Signal } from '../support/signal.ts';
import type { Authorization } from './authorization.ts';
import type { ReportFault } from './delivery-log.ts';
import { tlsOptions } from './endpoint-tls.ts';
import type { Exchanged } from './exchange.ts';
import { type HttpClientOptions, httpClient } from './http-client.ts';
import { isPage } from './is-page.ts';
import type { SendResult, Transport } from './transport.ts';
import { failureOf, quoted, type Told } from './transport-failures.ts';

export interface HttpTransportOptions extends Omit<HttpClientOptions, 'tls'> {
  readonly otlp: OtlpConfig;
  readonly contentType: string;
  /** What is sent, for the words about what goes wrong. Default `traces`. */
  readonly signal?: Signal | undefined;
  readonly userAgent: string;
  /** Default: `diag`. */
  readonly report?: ReportFault | undefined;
  /** Where the headers of the configuration alone are not enough. */
  readonly authorization?: Authorization | undefined;
}

/** Posts to an OTLP endpoint over kept-alive connections. Its requests are never traced. */
export function httpTransport(options: HttpTransportOptions): Transport {
  const { otlp, contentType, signal, userAgent, report, authorization, ...http } = options;
  const url = new URL(otlp.url);
  const endpoint = `${url.origin}${url.pathname}`;
  const compresses = otlp.compression === 'gzip';
  const headers = {
    'user-agent': userAgent,
    ...otlp.headers,
    'content-type': contentType,
    ...(compresses && { 'content-encoding': 'gzip' }),
  };
  const client = httpClient(url, { ...http, tls: () => tlsOptions(otlp, report) });
  const exchange = authorization?.authorizing(client) ?? client;
  const told: Told = { url, endpoint, signal, headers: otlp.headers, authorization };

  return {
    async send(body, deadline) {
      if (millisecondsUntil(deadline) === 0) {
        return { status: 'retryable', error: new Error(`no time left to post to ${endpoint}`) };
      }
      try {
        const payload = compresses ? await gzip(body) : body;
        return resultOf(await exchange({ headers, body: payload }, deadline), told);
      } catch (cause) {
        // Before anything was sent, such as for a header that can't be one.
        const error = new Error(`can't post to ${endpoint}`, { cause });
        return { status: 'failed', error, fault: 'request' };
      }
    },
  };
}

function resultOf(exchanged: Exchanged, told: Told): SendResult {
  if (exchanged.status === 'unanswered') return failureOf(exchanged, told);
  const { code, body, cutOff } = exchanged.response;
  if (code < 200 || code > 299 || isPage(exchanged.response)) return failureOf(exchanged, told);
  // Where not all of the answer is there, the status alone decides.
  const answer = cutOff ? new Uint8Array() : body;
  return { status: 'sent', answer, quote: (said) => quoted(said, told) };
}

function gzip(body: Uint8Array): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    process.getBuiltinModule('node:zlib').gzip(body, (error, compressed) => {
      if (error) reject(error);
      else resolve(compressed);
    });
  });
}
