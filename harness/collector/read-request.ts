import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { type CollectedSpan, readSpans } from '../../src/viewer/otlp/collected-span.ts';
import { contentTypes, type Encoding } from '../../src/viewer/otlp/otlp-response.ts';
import { exportTraceServiceRequest } from '../../src/viewer/otlp/otlp-schema.ts';
import { decodeMessage } from '../../src/viewer/otlp/protobuf.ts';

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
  readonly spans: readonly CollectedSpan[];
  /** Whether all of them were. */
  readonly kept: boolean;
}

/** Either a request, or the HTTP status and the reason why it isn't one. */
export type ReadResult = { readonly status: 200; readonly request: ReadRequest } | BadRequest;

type ReadRequest = Omit<CollectedRequest, 'kept'>;

export interface BadRequest {
  readonly status: 400 | 404 | 405 | 415;
  readonly reason: string;
  readonly encoding: Encoding;
}

/** Reads one HTTP request as an OTLP export of traces. Rejects only when the client gives up half-way. */
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

  if (message.url !== '/v1/traces') return refuse(404, 'only /v1/traces is here');
  if (message.method !== 'POST') return refuse(405, 'only POST is allowed');
  if (!encodingOf(message)) return refuse(415, 'neither protobuf nor JSON');
  try {
    const { headers } = message;
    const plain = headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
    const spans = readSpans(decoders[encoding](plain));
    const sizes = { bytes: body.length, uncompressedBytes: plain.length };
    return { status: 200, request: { headers, encoding, ...sizes, arrived, connection, spans } };
  } catch (error) {
    return refuse(400, `malformed: ${error instanceof Error ? error.message : error}`);
  }
}

const decoders: Readonly<Record<Encoding, (body: Buffer) => unknown>> = {
  protobuf: (body) => decodeMessage(exportTraceServiceRequest, body),
  json: (body) => JSON.parse(body.toString()),
};

function encodingOf(message: IncomingMessage): Encoding | undefined {
  const contentType = message.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (contentType === contentTypes.protobuf) return 'protobuf';
  return contentType === contentTypes.json ? 'json' : undefined;
}
