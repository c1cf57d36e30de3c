import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Collector, startCollector } from '../../harness/collector/collector.ts';
import { createProject, type Project } from './build-package.ts';
import { binaryEvent, storedObject } from './cloud-events.ts';
import { type Call, call } from './start-framework.ts';
import { serve } from './variants.ts';

let collector: Collector;
let project: Project;

beforeAll(async () => {
  [collector, project] = await Promise.all([startCollector(), createProject()]);
});
beforeEach(() => collector.clear());
afterAll(async () => {
  project.remove();
  await collector.close();
});

const place = 'OTEL_INSTRUMENTATION_HTTP_CAPTURE_HEADERS';

/** What the root span of each call shows. */
async function shown(
  target: string,
  signature: 'http' | 'cloudevent',
  capture: string,
  calls: readonly Call[],
) {
  const server = await serve(project, 'by hand', {
    source: 'payloads.cjs',
    target,
    signature,
    environment: {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      ANTIFREEZE_CAPTURE: capture,
      [`${place}_SERVER_REQUEST`]: 'x-.*,authorization',
      [`${place}_SERVER_RESPONSE`]: 'x-shop,set-cookie',
    },
  });
  const replies = [];
  for (const each of calls) replies.push(await call(server.port, each));
  await server.stop();
  return { replies, spans: collector.spans().map(({ attributes }) => attributes) };
}

function post(body: object): Call {
  return {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-own': 'yes', authorization: 'Basic hunter2' },
    body,
  };
}

test('an HTTP function shows what came, what it answered, and headers', async () => {
  const { replies, spans } = await shown('echo', 'http', 'all', [
    post({ id: 1, password: 'hunter2' }),
  ]);

  expect(replies[0]?.body).toBe('{"id":1,"password":"hunter2"}');
  expect(spans[0]).toMatchObject({
    'antifreeze.event.content': '{"id":1,"password":"REDACTED"}',
    'antifreeze.result.content': '{"id":1,"password":"REDACTED"}',
    'http.request.header.x-own': ['yes'],
    'http.request.header.authorization': ['REDACTED'],
    'http.response.header.x-shop': ['north'],
    'http.response.header.set-cookie': ['REDACTED'],
  });
  expect(Object.values(spans[0] ?? {}).join()).not.toContain('hunter2');
});

test('with :errors only a request that fails is shown', async () => {
  const { spans } = await shown('echo', 'http', 'all:errors', [
    post({ id: 1 }),
    post({ id: 2, status: 500 }),
  ]);

  expect(spans[0]?.['antifreeze.event.content']).toBeUndefined();
  expect(spans[0]?.['antifreeze.result.content']).toBeUndefined();
  expect(spans[1]).toMatchObject({
    'antifreeze.event.content': '{"id":2,"status":500}',
    'antifreeze.result.content': '{"id":2,"status":500}',
  });
});

test('a function of events shows the CloudEvent', async () => {
  const { spans } = await shown('onEvent', 'cloudevent', 'all', [
    binaryEvent(storedObject({ how: 'well', token: 'hunter2' })),
  ]);

  const event = JSON.parse(String(spans[0]?.['antifreeze.event.content']));
  expect(event.data).toMatchObject({ how: 'well', token: 'REDACTED' });
});
