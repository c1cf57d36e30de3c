import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { startServing } from '../../harness/gcp/serving-process.ts';
import { call } from './start-framework.ts';
import { servers } from './start-server.ts';
import { useServers } from './use-servers.ts';
import { request, transcript } from './wire-client.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const traceparent = `00-${traceId}-b7ad6b7169203331-01`;

const { fixture, running, start, sending } = useServers();
const spanNames = () => fixture.collector.spans().map(({ name }) => name);
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
    fixture.collector.behave({ delayMs: 50 });

    await transcript(server.port, [request(`GET /${route}`)]);
    process.kill(server.pid, 'SIGSTOP');

    // Fastify itself tells the route.
    expect(spanNames()).toEqual([source === 'fastify.cjs' ? `GET /${route}` : 'GET']);
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

  const [work, first, failed] = fixture.collector.spans();
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
    'gcp.project_id': 'shop-prod',
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

    const spans = fixture.collector.spans();
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

test('HTTP/2 is served as it is bare, and not traced', async () => {
  const server = await start({ source: 'http2.cjs', variant: 'preloaded' });

  const session = connect(`http://127.0.0.1:${server.port}`);
  const stream = session.request({ ':path': '/' });
  const [[headers], body] = await Promise.all([once(stream, 'response'), text(stream)]);
  session.close();

  expect([headers[':status'], headers['x-version'], body]).toEqual([200, '2.0', 'over HTTP/2']);
  expect(fixture.collector.requests()).toEqual([]);
});

describe('preloaded', () => {
  test('a process that is not of Google Cloud stays as it is', async () => {
    const server = await start({ ...nodeServer, environment: { K_SERVICE: '' } });

    await call(server.port, { path: '/works' });
    process.kill(server.pid, 'SIGTERM');

    await expect(server.exited).resolves.toBe('SIGTERM');
    expect(fixture.collector.requests()).toEqual([]);
  });

  test('OTEL_SDK_DISABLED leaves everything bare', async () => {
    const server = await start({
      ...nodeServer,
      variant: 'both',
      environment: { OTEL_SDK_DISABLED: 'true' },
    });

    const reply = await call(server.port, { path: '/works' });

    expect(reply.body).toBe('worked');
    expect(fixture.collector.requests()).toEqual([]);
  });

  test.each([[], [['FUNCTION_TARGET', 'fn']]])(
    'a function has no second root span from its server (%j)',
    async (...variables) => {
      const server = await startServing({
        args: ['--require', fixture.project.preload, fixture.project.framework, '--target', 'fn'],
        directory: fixture.project.directory,
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

      expect(
        fixture.collector.spans().map(({ attributes }) => attributes['faas.invocation_id']),
      ).toEqual(['abc123']);
    },
  );

  test('a job sends its spans before it ends', async () => {
    const metadata = createServer((_, response) => {
      setTimeout(() => response.end('{"instance":{"id":"00bf4bf02d"}}'), 200);
    });
    fixture.collector.behave({ delayMs: 100 });
    const job = await startServing({
      args: ['--require', fixture.project.preload, join(servers, 'job.cjs')],
      directory: fixture.project.directory,
      ready: 'serving',
      environment: {
        ...sending(),
        GCE_METADATA_HOST: await listening(metadata),
        CLOUD_RUN_JOB: 'nightly',
        CLOUD_RUN_EXECUTION: 'nightly-x7k2p',
        CLOUD_RUN_TASK_INDEX: '3',
      },
    });

    await expect(job.exited).resolves.toBe(0);
    metadata.close();

    expect(spanNames()).toEqual(['tidy up']);
    expect(fixture.collector.spans()[0]?.resource).toMatchObject({
      'cloud.platform': 'gcp_cloud_run',
      'faas.instance': '00bf4bf02d',
      'service.name': 'nightly',
      'faas.name': 'nightly',
      'gcp.cloud_run.job.execution': 'nightly-x7k2p',
      'gcp.cloud_run.job.task_index': 3,
    });
  });
});
