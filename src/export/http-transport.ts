import type { Agent, ClientRequest, IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import type { RequestOptions } from 'node:https';
import { context } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import type { OtlpConfig } from '../config/config.ts';
import { type Deadline, millisecondsUntil } from '../support/deadline.ts';
import { tlsOptions } from './endpoint-tls.ts';
import type { SendResult, Transport } from './transport.ts';

/** The statuses that OTLP/HTTP lets a client send again. */
const retryableStatuses: ReadonlySet<number> = new Set([429, 502, 503, 504]);
/** OTLP: a client must limit what it reads of an answer; this is the recommended limit. */
const longestAnswer = 4 * 1024 * 1024;
/** A connection that has been idle for longer may have died while the sandbox was frozen, with nobody to tell. */
const longestIdleMs = 30_000;

export interface HttpTransportOptions {
  readonly otlp: OtlpConfig;
  readonly contentType: string;
  readonly userAgent: string;
}

/** Posts to an OTLP endpoint over kept-alive connections. Its requests are never traced. */
export function httpTransport({ otlp, contentType, userAgent }: HttpTransportOptions): Transport {
  const url = new URL(otlp.url);
  const secure = url.protocol === 'https:';
  // Loading https costs a cold start milliseconds, and Lambda's runtime has loaded http already.
  const http = process.getBuiltinModule(secure ? 'node:https' : 'node:http');
  const headers: OutgoingHttpHeaders = {
    'user-agent': userAgent,
    ...otlp.headers,
    'content-type': contentType,
    ...(otlp.compression === 'gzip' && { 'content-encoding': 'gzip' }),
  };
  const options: RequestOptions = { method: 'POST', ...(secure && tlsOptions(otlp)) };
  let agent = newAgent();
  let lastUsed = 0;

  function newAgent(): Agent {
    return new http.Agent({ keepAlive: true });
  }

  function freshAgent(): Agent {
    if (Date.now() - lastUsed > longestIdleMs) {
      agent.destroy();
      agent = newAgent();
    }
    return agent;
  }

  async function attempt(
    body: Uint8Array,
    deadline: Deadline,
    from: Agent | false,
  ): Promise<Attempt> {
    const request = http.request(url, {
      ...options,
      agent: from,
      headers: { ...headers, 'content-length': body.byteLength },
    });
    // Covers all of it: looking up the name, connecting, and an answer that trickles.
    const timer = setTimeout(() => {
      request.destroy(new Error('no answer in time'));
    }, millisecondsUntil(deadline)).unref();
    try {
      return { result: await answerTo(request.end(body)), stale: false };
    } catch (cause) {
      const error = new Error(`could not post to ${url.origin}${url.pathname}`, { cause });
      const inTime = millisecondsUntil(deadline) > 0;
      return { result: { status: 'retryable', error }, stale: request.reusedSocket && inTime };
    } finally {
      clearTimeout(timer);
      lastUsed = Date.now();
    }
  }

  return {
    send: (body, deadline) =>
      context.with(suppressTracing(context.active()), async () => {
        const payload = otlp.compression === 'gzip' ? await gzip(body) : body;
        const first = await attempt(payload, deadline, freshAgent());
        // The endpoint may have closed a kept-alive connection just as we used it: that says nothing about it.
        if (!first.stale) return first.result;
        return (await attempt(payload, deadline, false)).result;
      }),
  };
}

interface Attempt {
  readonly result: SendResult;
  /** Whether it failed over a connection that was kept alive, for all we know too long. */
  readonly stale: boolean;
}

function answerTo(request: ClientRequest): Promise<SendResult> {
  return new Promise((resolve, reject) => {
    request.on('error', reject);
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      let length = 0;
      // What has been received decides, even if the rest is cut off: the status says whether the spans were taken.
      const decide = () => resolve(resultOf(response, Buffer.concat(chunks)));
      response.on('end', decide).on('error', decide);
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        length += chunk.byteLength;
        if (length > longestAnswer) request.destroy(new Error('the answer is too long'));
      });
    });
  });
}

function resultOf({ statusCode = 0, headers }: IncomingMessage, answer: Uint8Array): SendResult {
  if (statusCode >= 200 && statusCode < 300) return { status: 'sent', answer };
  const error = new Error(`the endpoint answered ${statusCode}${redirectHint(statusCode)}`);
  if (statusCode === 413) return { status: 'too-large', error };
  if (!retryableStatuses.has(statusCode)) return { status: 'failed', error };
  const retryAfterMs = parseRetryAfter(headers['retry-after']);
  return { status: 'retryable', error, ...(retryAfterMs !== undefined && { retryAfterMs }) };
}

function redirectHint(statusCode: number): string {
  const redirects = statusCode >= 300 && statusCode < 400;
  return redirects ? ': set the endpoint to where it redirects to' : '';
}

/** RFC 9110, section 10.2.3: seconds or a date. */
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
