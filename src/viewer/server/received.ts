import { readLogs } from '../otlp/collected-log.ts';
import { readPoints } from '../otlp/collected-metric.ts';
import { readSpans } from '../otlp/collected-span.ts';
import type { Encoding } from '../otlp/otlp-response.ts';
import {
  exportLogsServiceRequest,
  exportMetricsServiceRequest,
  exportTraceServiceRequest,
} from '../otlp/otlp-schema.ts';
import { decodeMessage, type MessageSchema } from '../otlp/protobuf.ts';
import type { Batch, Signal } from '../store/telemetry.ts';

/** One export as it came, unpacked. */
export interface Received {
  readonly signal: Signal;
  readonly encoding: Encoding;
  readonly body: Buffer;
  /** Epoch milliseconds; not of what comes from a file. */
  readonly receivedAt?: number;
}

const schemas: Readonly<Record<Signal, MessageSchema>> = {
  traces: exportTraceServiceRequest,
  logs: exportLogsServiceRequest,
  metrics: exportMetricsServiceRequest,
};

/** Reads what is in an export. Throws where it is malformed. */
export function readBatch({ signal, encoding, body }: Received): Batch {
  const request: unknown =
    encoding === 'json' ? JSON.parse(body.toString()) : decodeMessage(schemas[signal], body);
  return batchOf(signal, request);
}

/** The same of an export that is decoded. */
export function batchOf(signal: Signal, request: unknown): Batch {
  if (signal === 'traces') return { signal, items: readSpans(request) };
  return signal === 'logs'
    ? { signal, items: readLogs(request) }
    : { signal, items: readPoints(request) };
}
