import type { OtlpConfig } from '../config/config.ts';
import { millisecondsUntil } from '../support/deadline.ts';
import type { Signal } from '../support/signal.ts';
import type { Authorization } from './authorization.ts';
import type { ReportFault } from './delivery-log.ts';
import { tlsOptions } from './endpoint-tls.ts';
import { excerptOf, secretsOf } from './excerpt.ts';
import type { HttpResponse } from './exchange.ts';
import { type Fault, faultOfAnswer, faultOfConnection } from './faults.ts';
import { type HttpClientOptions, httpClient } from './http-client.ts';
import { reasonIn } from './reason-in.ts';
import type { SendResult, Transport } from './transport.ts';

/** The statuses that OTLP/HTTP lets a client send again. */
const retryableStatuses: ReadonlySet<number> = new Set([429, 502, 503, 504]);

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
  /** All of the URL that may be shown: the rest can hold credentials. */
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
  const told: Told = {
    endpoint,
    signal,
    secrets: () => [...secretsOf(url, otlp.headers), ...(authorization?.secrets() ?? [])],
    adviceFor: (response) => authorization?.adviceFor(response),
  };

  return {
    async send(body, deadline) {
      if (millisecondsUntil(deadline) === 0) {
        return { status: 'retryable', error: new Error(`no time left to post to ${endpoint}`) };
      }
      try {
        const payload = compresses ? await gzip(body) : body;
        const exchanged = await exchange({ headers, body: payload }, deadline);
        return exchanged.status === 'answered'
          ? resultOf(exchanged.response, told)
          : unreachable(url, endpoint, exchanged.cause);
      } catch (cause) {
        // Before anything was sent, such as for a header that can't be one.
        const error = new Error(`can't post to ${endpoint}`, { cause });
        return { status: 'failed', error, fault: 'request' };
      }
    },
  };
}

/** Where nobody listens now, somebody may at the next flush. */
function unreachable(url: URL, endpoint: string, cause: Error): SendResult {
  const fault = faultOfConnection(cause, url);
  const error = new Error(`could not post to ${endpoint}${fault ? `: ${fault.advice}` : ''}`, {
    cause,
  });
  return { status: 'retryable', error, fault: fault?.kind };
}

/** What a refusal is told with. */
interface Told extends Pick<Authorization, 'secrets' | 'adviceFor'> {
  readonly endpoint: string;
  readonly signal: Signal | undefined;
}

function resultOf(response: HttpResponse, told: Told): SendResult {
  const { code, headers, body, cutOff } = response;
  const fault = faultOfAnswer(response, told.signal);
  if (code >= 200 && code < 300 && !fault) {
    // Where not all of the answer is there, the status alone decides.
    return { status: 'sent', answer: cutOff ? new Uint8Array() : body };
  }
  const error = new Error(`${told.endpoint} answered ${code}${whyOf(response, fault, told)}`);
  if (isTooLarge(response)) return { status: 'too-large', error };
  if (!retryableStatuses.has(code)) return { status: 'failed', error, fault: fault?.kind };
  const retryAfterMs = parseRetryAfter(headers['retry-after']);
  return {
    status: 'retryable',
    error,
    throttled: code === 429,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  };
}

function whyOf(response: HttpResponse, fault: Fault | undefined, told: Told): string {
  const said = excerptOf(reasonIn(response), told.secrets());
  const advice = fault && (told.adviceFor(response) ?? fault.advice);
  return `${advice ? `: ${advice}` : ''}${said && ` (it says: ${said})`}`;
}

/** Looked into of a refusal, in bytes. */
const longestLook = 4 * 1024;

/** Go's servers, and so the Collector, answer 400 to a body above their limit; Google's APIs do so in other words. */
function isTooLarge(response: HttpResponse): boolean {
  if (response.code !== 400) return response.code === 413;
  return /too large|size exceeds/i.test(reasonIn(response).toString('latin1', 0, longestLook));
}

/** Milliseconds from `now` that a `Retry-After` field asks for. RFC 9110, section 10.2.3: seconds or a date. */
export function parseRetryAfter(
  value: string | undefined,
  now: number = Date.now(),
): number | undefined {
  if (value === undefined) return undefined;
  const milliseconds = /^\d+$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - now;
  return Number.isNaN(milliseconds) ? undefined : Math.max(0, milliseconds);
}

function gzip(body: Uint8Array): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    process.getBuiltinModule('node:zlib').gzip(body, (error, compressed) => {
      if (error) reject(error);
      else resolve(compressed);
    });
  });
}
