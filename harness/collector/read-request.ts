import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import type { CollectedSpan } from '../../src/viewer/otlp/collected-span.ts';
import { contentTypes, type Encoding } from '../../src/viewer/otlp/otlp-response.ts';
import { readBatch } from '../../src/viewer/server/received.ts';
import type { Batch, Signal } from '../../src/viewer/store/telemetry.ts';

/** One request as it came over the wire, answered well or not. */
export interface CollectedRequest {
  readonly headers: IncomingHttpHeaders;
  readonly encoding: Encoding;
  /** Size of the body as sent, and after decompression. */
  readonly bytes: number;
  readonly uncompressedBytes: number;
  /** When the whole body was there, in epoch milliseconds. */
  readonly arrived: number;
  /** Counts connections from 1, so that equal numbers mean a kept-alive one. */
  readonly connection: number;
  /** What was in it, kept or not. */
  readonly batch: Batch;
  /** The same, of a request for traces; of others none. */
  readonly spans: readonly CollectedSpan[];
  /** Whether all of them were. */
  readonly kept: boolean;
  /** The status that it was answered with; undefined where it had no answer. */
  readonly status: number | undefined;
}

/** Either a request, or the HTTP status and the reason why it isn't one. */
export type ReadResult = { readonly status: 200; readonly request: ReadRequest } | BadRequest;

/** A request before it is known what becomes of it. */
export type ReadRequest = Omit<CollectedRequest, 'kept' | 'status'>;

export interface BadRequest {
  readonly status: 400 | 404 | 405 | 415;
  readonly reason: string;
  readonly encoding: Encoding;
}

/** Reads one HTTP request as an OTLP export of any signal. Rejects only when the client gives up half-way. */
export async function readRequest(
  message: IncomingMessage,
  connection: number,
): Promise<ReadResult> {
  const body = await buffer(message);
  const arrived = Date.now();
  const encoding = encodingOf(message) ?? 'protobuf';
  const refuse = (status: BadRequest['status'], reason: string): BadRequest => {
    return { status, reason, encoding };
  };

  const [path = ''] = (message.url ?? '').split('?');
  const signal = signalOf[path];
  if (!signal) return refuse(404, 'only /v1/traces, /v1/logs and /v1/metrics are here');
  if (message.method !== 'POST') return refuse(405, 'only POST is allowed');
  if (!encodingOf(message)) return refuse(415, 'neither protobuf nor JSON');
  try {
    const { headers } = message;
    const plain = headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
    const batch = readBatch({ signal, encoding, body: plain });
    const spans = batch.signal === 'traces' ? batch.items : [];
    const sizes = { bytes: body.length, uncompressedBytes: plain.length };
    const request = { headers, encoding, ...sizes, arrived, connection, batch, spans };
    return { status: 200, request };
  } catch (error) {
    return refuse(400, `malformed: ${error instanceof Error ? error.message : error}`);
  }
}

const signalOf: Readonly<Record<string, Signal>> = {
  '/v1/traces': 'traces',
  '/v1/logs': 'logs',
  '/v1/metrics': 'metrics',
};

function encodingOf(message: IncomingMessage): Encoding | undefined {
  const contentType = message.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (contentType === contentTypes.protobuf) return 'protobuf';
  return contentType === contentTypes.json ? 'json' : undefined;
}
