import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Collector, startCollector } from '../../harness/collector/collector.ts';
import type { ServingProcess } from '../../harness/gcp/serving-process.ts';
import { createProject, type Project } from './build-package.ts';
import { binaryEvent, storedObject } from './cloud-events.ts';
import { call } from './start-framework.ts';
import { serve, type Variant } from './variants.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const traceparent = `00-${traceId}-b7ad6b7169203331-01`;
const googleSpan = 'a7b54b18ba85b13c';

let collector: Collector;
let project: Project;
const servers: ServingProcess[] = [];

beforeAll(async () => {
  [collector, project] = await Promise.all([startCollector(), createProject()]);
});
afterAll(async () => {
  project.remove();
  await collector.close();
});
beforeEach(() => collector.clear());
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

async function start(
  variant: Variant,
  options: Parameters<typeof serve>[2],
): Promise<ServingProcess> {
  const server = await serve(project, variant, {
    ...options,
    environment: {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      ANTIFREEZE_UNDER_TEST: join(project.directory, 'node_modules/antifreeze/cjs/gcp.js'),
      ...options.environment,
    },
  });
  servers.push(server);
  return server;
}

const responses = { source: 'responses.cjs', target: 'fn' };

async function startServer(answer: (url: string) => object): Promise<Server & { url: string }> {
  const server = createServer((request, response) => {
    response.end(JSON.stringify(answer(request.url ?? '')));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return Object.assign(server, { url: `127.0.0.1:${port}` });
}

test('the root span tells of the invocation, the first one of a cold start', async () => {
  const { port } = await start('by hand', responses);

  const headers = { 'function-execution-id': 'abc123' };
  await call(port, { path: '/json', headers });
  await call(port, { path: '/rejects', headers });

  const [first, second] = collector.spans();
  expect(first?.attributes).toMatchObject({
    'faas.trigger': 'http',
    'faas.coldstart': true,
    'faas.invocation_id': 'abc123',
    'http.response.status_code': 200,
  });
  expect(first?.status.code).toBe('unset');
  expect(second?.attributes).toMatchObject({
    'faas.coldstart': false,
    'http.response.status_code': 500,
    'error.type': 'Error',
  });
  expect(second?.status).toEqual({ code: 'error', message: 'later' });
});

test('the resource comes from the environment and, once, from the metadata server', async () => {
  const asked: string[] = [];
  const metadata = await startServer((url) => {
    asked.push(url);
    return {
      instance: { id: '00bf4bf02d', region: 'projects/42/regions/europe-west6' },
      project: { projectId: 'shop-prod' },
    };
  });

  const { port } = await start('by hand', {
    ...responses,
    environment: {
      K_SERVICE: 'orders',
      K_REVISION: 'orders-00002-abc',
      GCE_METADATA_HOST: metadata.url,
    },
  });
  await call(port, { path: '/json' });
  await call(port, { path: '/json' });
  metadata.close();

  expect(collector.spans()[0]?.resource).toMatchObject({
    'cloud.provider': 'gcp',
    'cloud.platform': 'gcp_cloud_functions',
    'cloud.account.id': 'shop-prod',
    'gcp.project_id': 'shop-prod',
    'cloud.region': 'europe-west6',
    'service.name': 'orders',
    'faas.name': 'orders',
    'faas.version': 'orders-00002-abc',
    'faas.instance': '00bf4bf02d',
  });
  expect(asked).toEqual(['/computeMetadata/v1/?recursive=true']);
});

test('a metadata server that is not there keeps no span back', async () => {
  const { port } = await start('by hand', {
    ...responses,
    environment: { K_SERVICE: 'orders', GCE_METADATA_HOST: '127.0.0.1:1' },
  });

  await call(port, { path: '/json' });

  expect(collector.spans()[0]?.resource['service.name']).toBe('orders');
});

describe.each(['by hand', 'preloaded', 'both'] as const)('traced %s', (variant) => {
  test("a call between functions is one trace, although Google's front end replaces the parent", async () => {
    const callee = await start(variant, responses);
    const caller = await start(variant, { ...responses, target: 'calls' });
    // Google's front end, as functions see it: the trace id and tracestate stay.
    const frontEnd = createServer(async (request, response) => {
      const { traceparent: sent = '', tracestate = '' } = request.headers;
      const [, sentTrace] = String(sent).split('-');
      const headers = {
        tracestate: String(tracestate),
        traceparent: `00-${sentTrace}-${googleSpan}-00`,
      };
      const reply = await call(callee.port, { path: request.url ?? '/', headers });
      response.end(reply.body);
    });
    await once(frontEnd.listen(0, '127.0.0.1'), 'listening');
    const { port } = frontEnd.address() as AddressInfo;

    const url = encodeURIComponent(`http://127.0.0.1:${port}/json`);
    const reply = await call(caller.port, { path: `/?url=${url}`, headers: { traceparent } });
    frontEnd.close();

    expect(reply.body).toBe('{"ok":1}');
    const spans = collector.spans();
    const outgoing = spans.find(({ kind }) => kind === 'client');
    expect(spans).toHaveLength(3);
    expect(new Set(spans.map((span) => span.traceId))).toEqual(new Set([traceId]));
    expect(spans.find((span) => span.parentSpanId === outgoing?.spanId)?.kind).toBe('server');
  });

  test.each(['true', 'false'])(
    'a log line can be joined with the trace, by itself: %s',
    async (set) => {
      const target = await startServer(() => ({}));
      const server = await start(variant, {
        ...responses,
        target: 'calls',
        environment: { GOOGLE_CLOUD_PROJECT: 'shop', ANTIFREEZE_TRACE_FIELDS: set },
      });

      await call(server.port, { path: `/?url=http://${target.url}/` });
      target.close();

      const root = collector.spans().find(({ kind }) => kind === 'server');
      const fields = {
        'logging.googleapis.com/trace': `projects/shop/traces/${root?.traceId}`,
        'logging.googleapis.com/spanId': root?.spanId,
        'logging.googleapis.com/trace_sampled': true,
      };
      const lines = server.lines().filter((text) => text.startsWith('{'));
      expect(lines.map((line) => JSON.parse(line))).toEqual([
        fields,
        { message: 'priced', ...(set === 'true' && fields) },
      ]);
      expect(server.lines()).toContain('priced, as text');
    },
  );
});

test("preloaded, an event's producer is found behind the delivery's traceparent", async () => {
  const server = await start('preloaded', {
    source: 'events.cjs',
    target: 'cloudEvent',
    signature: 'cloudevent',
  });
  const event = binaryEvent({ ...storedObject({ how: 'value' }), traceparent });

  await call(server.port, {
    ...event,
    headers: {
      ...event.headers,
      traceparent: `00-${traceId}-${googleSpan}-00`,
      'function-execution-id': 'abc123',
    },
  });

  const [root] = collector.spans();
  expect(root).toMatchObject({ traceId, parentSpanId: 'b7ad6b7169203331' });
  expect(root?.attributes['faas.invocation_id']).toBe('abc123');
});

test('OTEL_SDK_DISABLED leaves everything bare', async () => {
  const { port } = await start('both', {
    ...responses,
    environment: { OTEL_SDK_DISABLED: 'true' },
  });

  const reply = await call(port, { path: '/json' });

  expect(reply.body).toBe('{"ok":1}');
  expect(collector.requests()).toEqual([]);
});
