import { Agent } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import type { ServingProcess } from '../../harness/gcp/serving-process.ts';
import { binaryEvent, storedObject } from './cloud-events.ts';
import { type Call, call } from './start-framework.ts';
import { useProject } from './use-project.ts';
import { serve } from './variants.ts';

const fixture = useProject();
let server: ServingProcess;

afterEach(async () => {
  await server.stop();
});

async function start(
  options: Parameters<typeof serve>[2],
  variant: Parameters<typeof serve>[1] = 'by hand',
) {
  server = await serve(fixture.project, variant, {
    ...options,
    environment: { OTEL_EXPORTER_OTLP_ENDPOINT: fixture.collector.url, ...options.environment },
  });
}

const responses = { source: 'responses.cjs', target: 'fn' };
const spanNames = () => fixture.collector.spans().map(({ name }) => name);

describe.each(['by hand', 'preloaded'] as const)('of a function traced %s', (variant) => {
  test.each<[string, Parameters<typeof serve>[2], Call]>([
    ...[
      'json',
      'raw',
      'empty',
      'noContent',
      'notModified',
      'big',
      'chunked',
      'knownLength',
      'pipe',
      'sendFile',
      'throws',
      'rejects',
      'answersThenThrows',
      'doubleEnd',
    ].map(
      (shape) =>
        [shape, responses, { path: `/${shape}` }] as [string, Parameters<typeof serve>[2], Call],
    ),
    ['HEAD', responses, { method: 'HEAD', path: '/sendFile' }],
  ])(
    'every span is out when the client has all of the answer (%s)',
    async (_, options, request) => {
      await start(options, variant);
      fixture.collector.behave({ delayMs: 50 });

      await call(server.port, request);
      process.kill(server.pid, 'SIGSTOP');

      expect(spanNames()).toEqual([request.method ?? 'GET']);
    },
  );

  test.each([
    { signature: 'cloudevent', target: 'cloudEvent', how: 'value' },
    { signature: 'cloudevent', target: 'cloudEvent', how: 'throws' },
    { signature: 'cloudevent', target: 'cloudEventCallback', how: 'value' },
    { signature: 'cloudevent', target: 'cloudEventCallback', how: 'throws' },
    { signature: 'cloudevent', target: 'cloudEventCallbackThrows', how: 'value' },
    { signature: 'cloudevent', target: 'cloudEventCallbackRejects', how: 'value' },
    { signature: 'event', target: 'background', how: 'value' },
    { signature: 'event', target: 'background', how: 'throws' },
    { signature: 'event', target: 'backgroundCallback', how: 'value' },
  ] as const)('every span is out when $target has answered ($how)', async (event) => {
    await start({ source: 'events.cjs', ...event, environment: { K_SERVICE: 'orders' } }, variant);
    fixture.collector.behave({ delayMs: 50 });

    await call(server.port, binaryEvent(storedObject({ how: event.how })));
    process.kill(server.pid, 'SIGSTOP');

    expect(spanNames()).toEqual(['orders']);
  });
});

describe('of a process that the framework ends', () => {
  test('every span is out after an uncaught exception, and says of it', async () => {
    await start({ ...responses, target: 'fn' }, 'preloaded');
    fixture.collector.behave({ delayMs: 50 });

    await call(server.port, { path: '/crashesElsewhere' });

    await expect(server.exited).resolves.toBe(16);
    const [span, ...others] = fixture.collector.spans();
    expect(others).toEqual([]);
    expect(span?.attributes).toMatchObject({ 'error.type': 'Error', 'process.exit.code': 16 });
    expect(span?.status).toEqual({ code: 'error', message: 'elsewhere' });
  });

  test('what is left goes out at SIGTERM', async () => {
    const environment = { ANTIFREEZE_FLUSH: 'after-response' };
    await start({ ...responses, environment }, 'preloaded');
    fixture.collector.behave({ delayMs: 200 });

    await call(server.port, { path: '/json' });
    process.kill(server.pid, 'SIGTERM');

    await expect(server.exited).resolves.toBe(0);
    expect(spanNames()).toEqual(['GET']);
  });

  test('it ends by itself where the collector does not answer', async () => {
    const environment = { ANTIFREEZE_FLUSH_TIMEOUT: '300' };
    await start({ ...responses, environment }, 'preloaded');
    fixture.collector.behave({ answer: 'never' });

    await call(server.port, { path: '/crashesElsewhere' });

    await expect(server.exited).resolves.toBe(16);
  });
});

test("the function's own spans go out with the root span", async () => {
  await start({ source: 'responses.cjs', target: 'works' });

  const reply = await call(server.port);
  process.kill(server.pid, 'SIGSTOP');

  expect(reply.body).toBe('worked');
  expect(spanNames()).toEqual(['price the order', 'GET']);
});

test('requests at the same time share their exports', async () => {
  await start(responses);
  fixture.collector.behave({ delayMs: 500 });

  const agent = new Agent({ maxSockets: 40 });
  await Promise.all(Array.from({ length: 40 }, () => call(server.port, { path: '/json', agent })));
  process.kill(server.pid, 'SIGSTOP');

  expect(spanNames()).toHaveLength(40);
  expect(fixture.collector.requests().length).toBeLessThan(20);
});

test('a collector that does not answer holds a response for flushTimeout at most', async () => {
  await start({ ...responses, environment: { ANTIFREEZE_FLUSH_TIMEOUT: '300' } });
  fixture.collector.behave({ answer: 'never' });

  const begun = performance.now();
  const reply = await call(server.port, { path: '/json' });

  const took = performance.now() - begun;
  expect(reply.body).toBe('{"ok":1}');
  expect(took).toBeGreaterThan(280);
});

test.each([
  ['GET', 'knownLength'],
  ['GET', 'pipe'],
  ['HEAD', 'chunked'],
])('a collector that is slow breaks no response (%s %s)', async (method, shape) => {
  await start(responses);
  const fast = await call(server.port, { method, path: `/${shape}` });
  fixture.collector.behave({ delayMs: 300 });

  const slow = await call(server.port, { method, path: `/${shape}` });
  const after = await call(server.port, { path: '/json' });

  expect(slow).toEqual(fast);
  expect(after.status).toBe(200);
});

test("flush: 'after-response' lets the response go first", async () => {
  await start({
    ...responses,
    environment: { ANTIFREEZE_FLUSH: 'after-response', ANTIFREEZE_FLUSH_TIMEOUT: '30000' },
  });
  fixture.collector.behave({ answer: 'never' });

  const begun = performance.now();
  const reply = await call(server.port, { path: '/json' });

  expect(reply.body).toBe('{"ok":1}');
  expect(performance.now() - begun).toBeLessThan(15_000);
});

test("flush: 'after-response' sends spans nevertheless", async () => {
  await start({ ...responses, environment: { ANTIFREEZE_FLUSH: 'after-response' } });

  await call(server.port, { path: '/chunked' });

  const spans = await fixture.collector.waitForSpans(1, Date.now() + 60_000);
  expect(spans.map(({ name }) => name)).toEqual(['GET']);
});

test('a client that goes away ends the root span, as an error', async () => {
  await start({ source: 'responses.cjs', target: 'hangs' });

  await call(server.port, { timeoutMs: 200 });

  const [span] = await fixture.collector.waitForSpans(1, Date.now() + 60_000);
  expect(span?.status.code).toBe('error');
  expect(span?.attributes['error.type']).toBe('aborted');
});

test('a function that takes too long is traced before the platform gives it up', async () => {
  await start({
    source: 'responses.cjs',
    target: 'hangs',
    environment: { CLOUD_RUN_TIMEOUT_SECONDS: '1' },
  });

  const pending = call(server.port, { timeoutMs: 5000 });
  const [span] = await fixture.collector.waitForSpans(1, Date.now() + 60_000);

  expect(span?.attributes['error.type']).toBe('timeout');
  await server.stop();
  await pending;
});
