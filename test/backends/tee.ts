import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { onTestFinished } from 'vitest';
import { type CollectedSpan, readSpans } from '../../src/viewer/otlp/collected-span.ts';
import { exportTraceServiceRequest } from '../../src/viewer/otlp/otlp-schema.ts';
import { decodeMessage } from '../../src/viewer/otlp/protobuf.ts';

/** What stands before a back end and keeps what that has taken. */
export interface Tee {
  readonly url: string;
  readonly spans: readonly CollectedSpan[];
  /** What the back end has answered, each time. */
  readonly statuses: readonly number[];
}

/** Passes each export on as it came to `target`, an OTLP endpoint's base. */
export async function startTee(target: string): Promise<Tee> {
  const spans: CollectedSpan[] = [];
  const statuses: number[] = [];
  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    const answer = await fetch(target + request.url, {
      method: 'POST',
      headers: headersOf(request),
      body,
    });
    statuses.push(answer.status);
    if (answer.ok) spans.push(...spansIn(body));
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
    response.end(Buffer.from(await answer.arrayBuffer()));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, spans, statuses };
}

function headersOf({ headers }: IncomingMessage): Record<string, string> {
  const { 'content-type': type = '', 'content-encoding': encoding } = headers;
  return { 'content-type': type, ...(encoding && { 'content-encoding': encoding }) };
}

function spansIn(body: Buffer): CollectedSpan[] {
  const plain = body.subarray(0, 2).toString('hex') === '1f8b' ? gunzipSync(body) : body;
  return readSpans(decodeMessage(exportTraceServiceRequest, plain));
}
