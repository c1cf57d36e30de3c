import type { ClientRequest, IncomingMessage } from 'node:http';
import type { OtlpConfig } from '../config/config.ts';
import { millisecondsUntil } from '../support/deadline.ts';
import { tlsOptions } from './endpoint-tls.ts';
import { keptAlive } from './kept-alive.ts';
import type { SendResult, Transport } from './transport.ts';

/** The statuses that OTLP/HTTP lets a client send again. */
const retryableStatuses: ReadonlySet<number> = new Set([429, 502, 503, 504]);
/** OTLP: a client must limit what it reads of an answer; this is the recommended limit, in bytes. */
const longestAnswer = 4 * 1024 * 1024;

export interface HttpTransportOptions {
  readonly otlp: OtlpConfig;
  readonly contentType: string;
  readonly userAgent: string;
}

/** Posts to an OTLP endpoint over kept-alive connections. Its requests are never traced. */
export function httpTransport({ otlp, contentType, userAgent }: HttpTransportOptions): Transport {
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
  const exchange = keptAlive(url, () => tlsOptions(otlp));

  return {
    async send(body, deadline) {
      if (millisecondsUntil(deadline) === 0) {
        return { status: 'retryable', error: new Error(`no time left to post to ${endpoint}`) };
      }
      try {
        const payload = compresses ? await gzip(body) : body;
        const exchanged = await exchange({ headers, body: payload }, deadline, answerTo);
        return exchanged.status === 'answered'
          ? resultOf(exchanged.answer, endpoint)
          : unreachable(endpoint, exchanged.cause);
      } catch (cause) {
        // Before anything was sent: Node.js refuses the request itself, such as for a header that can't be one.
        return { status: 'failed', error: new Error(`can't post to ${endpoint}`, { cause }) };
      }
    },
  };
}

/** Where nobody listens now, somebody may at the next flush, hardly within this one: then it isn't worth a wait. */
function unreachable(endpoint: string, cause: unknown): SendResult {
  const error = new Error(`could not post to ${endpoint}`, { cause });
  const refused = (cause as NodeJS.ErrnoException).code === 'ECONNREFUSED';
  return { status: 'retryable', error, ...(refused && { retryAfterMs: Number.POSITIVE_INFINITY }) };
}

interface Answer {
  readonly head: IncomingMessage;
  /** Empty where it was cut off or is longer than the limit: the status alone decides then. */
  readonly body: Uint8Array;
}

function answerTo(request: ClientRequest): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request.on('response', (head) => resolve(readBody(head)));
    // Once the head is there these come too late to count.
    request.on('error', reject);
    request.on('close', () => reject(new Error('the connection was closed')));
  });
}

function readBody(head: IncomingMessage): Promise<Answer> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    head.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      length += chunk.byteLength;
      if (length > longestAnswer) head.destroy();
    });
    head.on('end', () => resolve({ head, body: Buffer.concat(chunks) }));
    const giveUp = () => resolve({ head, body: new Uint8Array() });
    head.on('error', giveUp);
    head.on('close', giveUp);
  });
}

function resultOf({ head, body }: Answer, endpoint: string): SendResult {
  const { statusCode = 0, headers } = head;
  if (statusCode >= 200 && statusCode < 300) return { status: 'sent', answer: body };
  const error = new Error(`${endpoint} answered ${statusCode}${redirectHint(statusCode)}`);
  if (statusCode === 413) return { status: 'too-large', error };
  if (!retryableStatuses.has(statusCode)) return { status: 'failed', error };
  const retryAfterMs = parseRetryAfter(headers['retry-after']);
  return { status: 'retryable', error, ...(retryAfterMs !== undefined && { retryAfterMs }) };
}

function redirectHint(statusCode: number): string {
  const redirects = statusCode >= 300 && statusCode < 400;
  return redirects ? ': set the endpoint to where it redirects to' : '';
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
