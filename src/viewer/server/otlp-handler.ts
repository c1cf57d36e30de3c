import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  contentTypes,
  type Encoding,
  encodeResponse,
  encodeStatus,
} from '../otlp/otlp-response.ts';
import type { Batch, Signal } from '../store/telemetry.ts';
import { isLocalRequest } from './local-request.ts';
import { readBody } from './read-body.ts';
import { type Received, readBatch } from './received.ts';

/** Takes a whole, well-formed export, as it came and as it was read. Throws where it can't be kept. */
export type Take = (received: Received, batch: Batch) => void;

const signals: Readonly<Record<string, Signal>> = {
  '/v1/traces': 'traces',
  '/v1/logs': 'logs',
  '/v1/metrics': 'metrics',
};

/** Answers OTLP over HTTP, with the statuses that its specification has for what can't be taken. */
export async function handleOtlp(
  request: IncomingMessage,
  response: ServerResponse,
  take: Take,
): Promise<void> {
  const encoding = encodingOf(request);
  const answer = (status: number, body: Buffer) => {
    const type = contentTypes[encoding ?? 'json'];
    response.writeHead(status, { 'content-type': type, 'content-length': body.length }).end(body);
  };
  const refuse = (status: number, reason: string) => {
    // What wasn't read of the request would stand in the way of the next one.
    request.resume();
    answer(status, encodeStatus(encoding ?? 'json', reason));
  };

  const signal = signals[request.url?.split('?')[0] ?? ''];
  if (!signal) return refuse(404, 'here are /v1/traces, /v1/logs and /v1/metrics');
  if (request.method !== 'POST') return refuse(405, 'only POST is allowed');
  if (!encoding) return refuse(415, `say ${Object.values(contentTypes).join(' or ')}`);
  const read = await readBody(request);
  if (read.status !== 200) return refuse(read.status, read.reason);
  const received = { signal, encoding, body: read.body, receivedAt: Date.now() };
  let batch: Batch;
  try {
    batch = readBatch(received);
  } catch (error) {
    return refuse(400, `malformed: ${messageOf(error)}`);
  }
  try {
    take(received, batch);
  } catch (error) {
    return refuse(503, messageOf(error));
  }
  answer(200, encodeResponse(encoding));
}

/** Refuses what a foreign page has a browser send. Gives whether it did. */
export function refuseForeign(
  request: IncomingMessage,
  response: ServerResponse,
  host: string | undefined,
): boolean {
  if (isLocalRequest(request, host)) return false;
  request.resume();
  const body = encodeStatus('json', 'only this machine is served');
  response.writeHead(403, { 'content-type': contentTypes.json }).end(body);
  return true;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function encodingOf(request: IncomingMessage): Encoding | undefined {
  const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type === contentTypes.protobuf) return 'protobuf';
  return type === contentTypes.json ? 'json' : undefined;
}
