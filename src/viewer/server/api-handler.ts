import type { IncomingMessage, ServerResponse } from 'node:http';
import { anyValue, keyValues, toOtlpJson } from '../otlp/otlp-json.ts';
import { findTraces } from '../store/find-traces.ts';
import { mapServices } from '../store/service-map.ts';
import type { TelemetryStore } from '../store/telemetry-store.ts';
import type { Take } from './otlp-handler.ts';
import { readBody } from './read-body.ts';
import { type Received, readBatch } from './received.ts';
import { sendChanges } from './send-changes.ts';

/** What the page can have done. */
export interface ApiParts {
  readonly store: TelemetryStore;
  readonly take: Take;
  readonly clear: () => void;
}

/** A body that is a text is JSON already. */
type Answer = { readonly status: number; readonly body: unknown };

/** Answers what the page asks for below `/api/`. */
export async function handleApi(
  request: IncomingMessage,
  response: ServerResponse,
  { store, take, clear }: ApiParts,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://localhost');
  if (url.pathname === '/api/changes') return sendChanges(request, response, store);
  const { status, body } = await answerTo(request, url, { store, take, clear });
  const text = typeof body === 'string' ? body : JSON.stringify(body, plain);
  response
    .writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
    .end(text);
}

async function answerTo(
  request: IncomingMessage,
  url: URL,
  { store, take, clear }: ApiParts,
): Promise<Answer> {
  const { pathname, searchParams } = url;
  if (pathname === '/api/import' && request.method === 'POST') return importSpans(request, take);
  if (pathname === '/api/clear' && request.method === 'POST') {
    clear();
    return { status: 200, body: {} };
  }
  if (request.method !== 'GET') return { status: 405, body: { message: 'only GET is allowed' } };
  const [, traceId] = /^\/api\/traces\/([0-9a-f]{32})$/.exec(pathname) ?? [];
  if (traceId) return answerTrace(traceId, store);
  const answer = answers[pathname];
  return answer
    ? { status: 200, body: answer(searchParams, store) }
    : { status: 404, body: { message: 'there is no such thing' } };
}

function answerTrace(traceId: string, store: TelemetryStore): Answer {
  const spans = store.traces.trace(traceId);
  return spans.length > 0
    ? { status: 200, body: JSON.stringify(toOtlpJson(spans)) }
    : { status: 404, body: { message: 'this trace is not here, or not any more' } };
}

const answers: Readonly<
  Record<string, (query: URLSearchParams, store: TelemetryStore) => unknown>
> = {
  '/api/traces': (query, store) => ({
    ...findTraces(store.traces, {
      text: query.get('text') ?? '',
      service: query.get('service') ?? '',
      errorsOnly: query.has('errors'),
      coldOnly: query.has('cold'),
      minDuration: numberOf(query, 'min', 0),
      since: numberOf(query, 'since', 0),
      limit: Math.min(numberOf(query, 'limit', 200), 2000),
    }),
    kept: store.traces.size(),
  }),
  '/api/map': (_query, { traces }) =>
    mapServices(traces.summaries().map(({ traceId }) => traces.trace(traceId))),
  '/api/logs': (query, { logs }) => ({
    kept: logs.size(),
    records: logs
      .find({
        text: query.get('text') ?? '',
        service: query.get('service') ?? '',
        severity: numberOf(query, 'severity', 0),
        traceId: query.get('trace') ?? '',
        limit: Math.min(numberOf(query, 'limit', 500), 5000),
      })
      .map(({ time, body, attributes, resource, ...record }) => ({
        ...record,
        time: Number(time) / 1e6,
        body: anyValue(body),
        attributes: keyValues(attributes),
        service: resource['service.name'],
      })),
  }),
  '/api/metrics': (_query, { metrics }) => ({
    streams: metrics
      .streams()
      .map(({ attributes, ...stream }) => ({ ...stream, attributes: keyValues(attributes) })),
  }),
};

async function importSpans(request: IncomingMessage, take: Take): Promise<Answer> {
  const read = await readBody(request);
  if (read.status !== 200) return { status: read.status, body: { message: read.reason } };
  try {
    const received: Received = { signal: 'traces', encoding: 'json', body: read.body };
    const batch = readBatch(received);
    if (batch.signal !== 'traces' || batch.items.length === 0)
      throw new Error('there are no spans in it');
    take(received, batch);
    const traceIds = [...new Set(batch.items.map(({ traceId }) => traceId))];
    return { status: 200, body: { spans: batch.items.length, traceIds: traceIds.slice(0, 100) } };
  } catch (error) {
    return { status: 400, body: { message: `not OTLP JSON: ${(error as Error).message}` } };
  }
}

function numberOf(query: URLSearchParams, name: string, otherwise: number): number {
  const value = Number(query.get(name) ?? otherwise);
  return Number.isFinite(value) ? value : otherwise;
}

function plain(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
