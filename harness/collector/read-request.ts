import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { type CollectedLog, readLogs } from '../../src/viewer/otlp/collected-log.ts';
import { type CollectedPoint, readPoints } from '../../src/viewer/otlp/collected-metric.ts';
import { type CollectedSpan, readSpans } from '../../src/viewer/otlp/collected-span.ts';
import { contentTypes, type Encoding } from '../../src/viewer/otlp/otlp-response.ts';
import {
  exportLogsServiceRequest,
  exportMetricsServiceRequest,
  exportTraceServiceRequest,
} from '../../src/viewer/otlp/otlp-schema.ts';
import { decodeMessage, type MessageSchema } from '../../src/viewer/otlp/protobuf.ts';

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
  /** What was in it, kept or not: one of these. */
  readonly spans: readonly CollectedSpan[];
  readonly logs: readonly CollectedLog[];
  readonly points: readonly CollectedPoint[];
  /** Whether all of it was. */
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

  const signal = signals[message.url ?? ''];
  if (!signal) return refuse(404, `only ${Object.keys(signals).join(', ')} are here`);
  if (message.method !== 'POST') return refuse(405, 'only POST is allowed');
  if (!encodingOf(message)) return refuse(415, 'neither protobuf nor JSON');
  try {
    const { headers } = message;
    const plain = headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
    const decoded =
      encoding === 'json' ? JSON.parse(plain.toString()) : decodeMessage(signal.schema, plain);
    const sizes = { bytes: body.length, uncompressedBytes: plain.length };
    const received = { ...nothing, ...signal.read(decoded) };
    return {
      status: 200,
      request: { headers, encoding, ...sizes, arrived, connection, ...received },
    };
  } catch (error) {
    return refuse(400, `malformed: ${error instanceof Error ? error.message : error}`);
  }
}

type Received = Pick<CollectedRequest, 'spans' | 'logs' | 'points'>;

const nothing: Received = { spans: [], logs: [], points: [] };

/** By the path that each is posted to. */
const signals: Readonly<
  Record<string, { readonly schema: MessageSchema; read(request: unknown): Partial<Received> }>
> = {
  '/v1/traces': {
    schema: exportTraceServiceRequest,
    read: (request) => ({ spans: readSpans(request) }),
  },
  '/v1/logs': {
    schema: exportLogsServiceRequest,
    read: (request) => ({ logs: readLogs(request) }),
  },
  '/v1/metrics': {
    schema: exportMetricsServiceRequest,
    read: (request) => ({ points: readPoints(request) }),
  },
};

function encodingOf(message: IncomingMessage): Encoding | undefined {
  const contentType = message.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (contentType === contentTypes.protobuf) return 'protobuf';
  return contentType === contentTypes.json ? 'json' : undefined;
}
