import type { IncomingMessage, ServerResponse } from 'node:http';
import { writeBriefSpans } from '../otlp/brief-spans.ts';
import type { CollectedSpan } from '../otlp/collected-span.ts';
import { anyValue, keyValues, toOtlpJson } from '../otlp/otlp-json.ts';
import { aboutTrace } from '../store/about-trace.ts';
import { findTraces } from '../store/find-traces.ts';
import { mapServices } from '../store/service-map.ts';
import type { TelemetryStore } from '../store/telemetry-store.ts';
import type { Take } from './otlp-handler.ts';
import { readBody } from './read-body.ts';
import { readExportFile } from './read-export-file.ts';
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
  if (pathname === '/api/import' && request.method === 'POST') return importFile(request, take);
  if (pathname === '/api/clear' && request.method === 'POST') {
    clear();
    return { status: 200, body: {} };
  }
  if (request.method !== 'GET') return { status: 405, body: { message: 'only GET is allowed' } };
  const [, traceId, part] = /^\/api\/traces\/([0-9a-f]{32})(?:\/(\w+))?$/.exec(pathname) ?? [];
  if (traceId && part === 'about') return { status: 200, body: aboutTrace(store.traces, traceId) };
  if (traceId) return answerTrace(store.traces.trace(traceId), searchParams.has('brief'), part);
  const answer = answers[pathname];
  return answer
    ? { status: 200, body: answer(searchParams, store) }
    : { status: 404, body: { message: 'there is no such thing' } };
}

/** All spans, those of one id, or all in brief. */
function answerTrace(all: readonly CollectedSpan[], inBrief: boolean, spanId?: string): Answer {
  const spans = all.filter((span) => spanId === undefined || span.spanId === spanId);
  if (spans.length === 0)
    return { status: 404, body: { message: 'this trace is not here, or not any more' } };
  const body = inBrief ? writeBriefSpans(spans) : toOtlpJson(spans);
  return { status: 200, body: JSON.stringify(body) };
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
      until: numberOf(query, 'until', Number.POSITIVE_INFINITY),
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

async function importFile(request: IncomingMessage, take: Take): Promise<Answer> {
  const read = await readBody(request);
  if (read.status !== 200) return { status: read.status, body: { message: read.reason } };
  try {
    const exports = readExportFile(read.body);
    for (const { received, batch } of exports) take(received, batch);
    const spans = exports.flatMap(({ batch }) => (batch.signal === 'traces' ? batch.items : []));
    const traceIds = [...new Set(spans.map(({ traceId }) => traceId))];
    return { status: 200, body: { spans: spans.length, traceIds: traceIds.slice(0, 100) } };
  } catch (error) {
    return { status: 400, body: { message: `not OTLP JSON: ${(error as Error).message}` } };
  }
}

function numberOf(query: URLSearchParams, name: string, otherwise: number): number {
  const value = Number(query.get(name) || otherwise);
  return Number.isNaN(value) ? otherwise : value;
}

function plain(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
