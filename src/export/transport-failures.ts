import type { OtlpConfig } from '../config/config.ts';
import type { Signal } from '../support/signal.ts';
import type { Authorization } from './authorization.ts';
import { excerptOf, secretsOf } from './excerpt.ts';
import type { Exchanged, HttpResponse } from './exchange.ts';
import { type Fault, faultOfAnswer, faultOfConnection } from './faults.ts';
import { reasonIn } from './reason-in.ts';
import type { SendResult } from './transport.ts';

/** The statuses that OTLP/HTTP lets a client send again. */
const retryableStatuses: ReadonlySet<number> = new Set([429, 502, 503, 504]);

type Failure = Exclude<SendResult, { status: 'sent' }>;

/** What a failure is told with. */
export interface Told extends Pick<OtlpConfig, 'headers'> {
  readonly url: URL;
  /** All of the URL that may be shown: the rest can hold credentials. */
  readonly endpoint: string;
  readonly signal: Signal | undefined;
  readonly authorization: Authorization | undefined;
}

/** Of what isn't the answer of an endpoint which took the request. */
export function failureOf(exchanged: Exchanged, told: Told): Failure {
  return exchanged.status === 'answered'
    ? failureOfAnswer(exchanged.response, told)
    : failureOfConnection(exchanged.cause, told);
}

/** Where nobody listens now, somebody may at the next flush. */
function failureOfConnection(cause: Error, { url, endpoint }: Told): Failure {
  const fault = faultOfConnection(cause, url);
  const error = new Error(`could not post to ${endpoint}${fault ? `: ${fault.advice}` : ''}`, {
    cause,
  });
  return { status: 'retryable', error, fault: fault?.kind };
}

function failureOfAnswer(response: HttpResponse, told: Told): Failure {
  const { code, headers } = response;
  const fault = faultOfAnswer(response, told.signal);
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

/** The beginning of what an endpoint says, without what it repeats of what we sent. */
export function quoted(said: string | Uint8Array, { url, headers, authorization }: Told): string {
  return excerptOf(said, [...secretsOf(url, headers), ...(authorization?.secrets() ?? [])]);
}

function whyOf(response: HttpResponse, fault: Fault | undefined, told: Told): string {
  const said = quoted(reasonIn(response), told);
  const advice = fault && (told.authorization?.adviceFor(response) ?? fault.advice);
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
