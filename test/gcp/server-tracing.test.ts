import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Collector, startCollector } from '../../harness/collector/collector.ts';
import { createProject, type Project } from './build-package.ts';
import { type ServingProcess, startServing } from './serving-process.ts';
import { call } from './start-framework.ts';
import { type ServerOptions, servers, startServer } from './start-server.ts';
import { request, transcript } from './wire-client.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const traceparent = `00-${traceId}-b7ad6b7169203331-01`;

let collector: Collector;
let project: Project;
const running: ServingProcess[] = [];

beforeAll(async () => {
  [collector, project] = await Promise.all([startCollector(), createProject()]);
});
afterAll(async () => {
  project.remove();
  await collector.close();
});
beforeEach(() => {
  collector.clear();
  collector.behave();
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.stop()));
});

async function start(options: ServerOptions): Promise<ServingProcess> {
  const server = await startServer(project, {
    ...options,
    environment: { ...sending(), ...options.environment },
  });
  running.push(server);
  return server;
}

const sending = () => ({
  OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
  ANTIFREEZE_UNDER_TEST: join(project.directory, 'node_modules/antifreeze/cjs/gcp.js'),
});
const spanNames = () => collector.spans().map(({ name }) => name);
const nodeServer = { source: 'node.cjs', variant: 'preloaded' } as const;

async function listening(server: Server): Promise<string> {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe.each([
  ['node.cjs', ['text', 'chunked', 'knownLength', 'fileOfKnownLength', 'events', 'noContent']],
  ['express.cjs', ['json', 'sendFile', 'answersThenRejects', 'rejects']],
  ['fastify.cjs', ['json', 'stream', 'throws']],
  ['hono.cjs', ['json', 'stream', 'throws']],
] as const)('of %s', (source, routes) => {
  test.each(
    routes.flatMap((route) => [[route, 'by hand'] as const, [route, 'preloaded'] as const]),
  )('every span is out when the client has all of the answer (%s, %s)', async (route, variant) => {
    const server = await start({ source, variant });
    collector.behave({ delayMs: 50 });

    await transcript(server.port, [request(`GET /${route}`)]);
    process.kill(server.pid, 'SIGSTOP');

    expect(spanNames()).toEqual(['GET']);
  });
});

test('the root span tells of the request, and the resource of the service', async () => {
  const metadata = createServer((_, response) =>
    response.end(
      JSON.stringify({
        instance: { id: '00bf4bf02d', region: 'projects/42/regions/europe-west6' },
        project: { projectId: 'shop-prod' },
      }),
    ),
  );
  const server = await start({
    ...nodeServer,
    environment: { GCE_METADATA_HOST: await listening(metadata) },
  });

  const headers = { traceparent, 'x-forwarded-proto': 'https', host: 'shop-abc.a.run.app' };
  await call(server.port, { path: '/works?q=1', headers });
  await call(server.port, { path: '/failed' });
  metadata.close();

  const [work, first, failed] = collector.spans();
  expect(first).toMatchObject({ name: 'GET', kind: 'server', traceId });
  expect(work?.parentSpanId).toBe(first?.spanId);
  expect(first?.parentSpanId).toBe('b7ad6b7169203331');
  expect(first?.attributes).toMatchObject({
    'faas.trigger': 'http',
    'faas.coldstart': true,
    'http.request.method': 'GET',
    'http.response.status_code': 200,
    'url.scheme': 'https',
    'url.path': '/works',
    'url.query': 'q=1',
    'server.address': 'shop-abc.a.run.app',
  });
  expect(failed?.attributes).toMatchObject({ 'faas.coldstart': false, 'error.type': '503' });
  expect(first?.resource).toMatchObject({
    'cloud.provider': 'gcp',
    'cloud.platform': 'gcp_cloud_run',
    'cloud.account.id': 'shop-prod',
    'cloud.region': 'europe-west6',
    'service.name': 'shop',
    'faas.name': 'shop',
    'faas.version': 'shop-00002-abc',
    'faas.instance': '00bf4bf02d',
  });
});

test.each(['by hand', 'preloaded', 'both'] as const)(
  "a call between services is one trace behind Google's front end, and logs are joined with it (%s)",
  async (variant) => {
    const environment = { GOOGLE_CLOUD_PROJECT: 'shop-prod' };
    const callee = await start({ ...nodeServer, variant });
    const caller = await start({ ...nodeServer, variant, environment });
    // The trace id and tracestate stay.
    const frontEnd = createServer(async ({ headers, url = '/' }, response) => {
      const [, trace] = String(headers['traceparent']).split('-');
      const reply = await call(callee.port, {
        path: url,
        headers: {
          tracestate: String(headers['tracestate']),
          traceparent: `00-${trace}-a7b54b18ba85b13c-00`,
        },
      });
      response.end(reply.body);
    });

    const url = encodeURIComponent(`http://${await listening(frontEnd)}/text`);
    const reply = await call(caller.port, { path: `/calls?url=${url}`, headers: { traceparent } });
    frontEnd.close();

    const spans = collector.spans();
    const outgoing = spans.find(({ kind }) => kind === 'client');
    const root = spans.find(({ spanId }) => spanId === outgoing?.parentSpanId);
    expect(reply.status).toBe(200);
    expect(spans).toHaveLength(3);
    expect(new Set(spans.map((span) => span.traceId))).toEqual(new Set([traceId]));
    expect(spans.find(({ parentSpanId }) => parentSpanId === outgoing?.spanId)?.kind).toBe(
      'server',
    );
    expect(JSON.parse(caller.lines().find((line) => line.startsWith('{')) ?? '{}')).toEqual({
      'logging.googleapis.com/trace': `projects/shop-prod/traces/${traceId}`,
      'logging.googleapis.com/spanId': root?.spanId,
      'logging.googleapis.com/trace_sampled': true,
    });
  },
);

describe('a service that is asked to end', () => {
  const afterResponse = { ANTIFREEZE_FLUSH: 'after-response' };

  test('sends what is left, and ends as it does bare', async () => {
    const server = await start({ ...nodeServer, environment: afterResponse });
    collector.behave({ delayMs: 200 });

    await call(server.port, { path: '/text' });
    process.kill(server.pid, 'SIGTERM');

    await expect(server.exited).resolves.toBe('SIGTERM');
    expect(spanNames()).toEqual(['GET']);
  });

  test('tells of a request that is cut off', async () => {
    const server = await start(nodeServer);
    const cut = transcript(server.port, [request('GET /oneEvent')]);
    // The first connection was taken before this one.
    await call(server.port, { path: '/text' });

    process.kill(server.pid, 'SIGTERM');

    await expect(server.exited).resolves.toBe('SIGTERM');
    await cut;
    expect(collector.spans().map(({ attributes }) => attributes['error.type'])).toEqual([
      undefined,
      'process_exit',
    ]);
  });

  test('leaves the end to whoever has taken it over', async () => {
    const server = await start({ ...nodeServer, environment: { CLOSES_ON_SIGTERM: '1' } });
    collector.behave({ delayMs: 200 });
    const reply = transcript(server.port, [request('GET /chunked', [])]);
    await expect.poll(() => collector.requests().length, { timeout: 10_000 }).toBe(1);

    process.kill(server.pid, 'SIGTERM');

    await expect(server.exited).resolves.toBe(7);
    await expect(reply).resolves.toMatch(/one,[\s\S]*three[\s\S]*\(closed\)$/);
    expect(spanNames()).toEqual(['GET']);
  });
});

test('HTTP/2 is served as it is bare, and not traced', async () => {
  const server = await start({ source: 'http2.cjs', variant: 'preloaded' });

  const session = connect(`http://127.0.0.1:${server.port}`);
  const stream = session.request({ ':path': '/' });
  const [[headers], body] = await Promise.all([once(stream, 'response'), text(stream)]);
  session.close();

  expect([headers[':status'], headers['x-version'], body]).toEqual([200, '2.0', 'over HTTP/2']);
  expect(collector.requests()).toEqual([]);
});

describe('preloaded', () => {
  test('a process that is not of Google Cloud stays as it is', async () => {
    const server = await start({ ...nodeServer, environment: { K_SERVICE: '' } });

    await call(server.port, { path: '/works' });
    process.kill(server.pid, 'SIGTERM');

    await expect(server.exited).resolves.toBe('SIGTERM');
    expect(collector.requests()).toEqual([]);
  });

  test('OTEL_SDK_DISABLED leaves everything bare', async () => {
    const server = await start({
      ...nodeServer,
      variant: 'both',
      environment: { OTEL_SDK_DISABLED: 'true' },
    });

    const reply = await call(server.port, { path: '/works' });

    expect(reply.body).toBe('worked');
    expect(collector.requests()).toEqual([]);
  });

  test.each([[], [['FUNCTION_TARGET', 'fn']]])(
    'a function has no second root span from its server (%j)',
    async (...variables) => {
      const server = await startServing({
        args: ['--require', project.preload, project.framework, '--target', 'fn'],
        directory: project.directory,
        ready: 'URL:',
        environment: {
          ...sending(),
          K_SERVICE: 'shop',
          FUNCTION_SOURCE: join(servers, '../functions/responses.cjs'),
          ...Object.fromEntries(variables),
        },
      });
      running.push(server);

      await call(server.port, { path: '/json', headers: { 'function-execution-id': 'abc123' } });

      expect(collector.spans().map(({ attributes }) => attributes['faas.invocation_id'])).toEqual([
        'abc123',
      ]);
    },
  );

  test('a job sends its spans before it ends', async () => {
    collector.behave({ delayMs: 100 });
    const job = await startServing({
      args: ['--require', project.preload, join(servers, 'job.cjs')],
      directory: project.directory,
      ready: 'serving',
      environment: {
        ...sending(),
        CLOUD_RUN_JOB: 'nightly',
        CLOUD_RUN_EXECUTION: 'nightly-x7k2p',
        CLOUD_RUN_TASK_INDEX: '3',
      },
    });

    await expect(job.exited).resolves.toBe(0);

    expect(spanNames()).toEqual(['tidy up']);
    expect(collector.spans()[0]?.resource).toMatchObject({
      'cloud.platform': 'gcp_cloud_run',
      'service.name': 'nightly',
      'faas.name': 'nightly',
      'gcp.cloud_run.job.execution': 'nightly-x7k2p',
      'gcp.cloud_run.job.task_index': 3,
    });
  });
});
