import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { ServingProcess } from '../../harness/gcp/serving-process.ts';
import { call } from './start-framework.ts';
import { useProject } from './use-project.ts';
import { serve, type Variant } from './variants.ts';

const fixture = useProject();
let server: ServingProcess;

afterEach(() => server.stop());

async function start(variant: Variant, target: string, environment: Record<string, string>) {
  server = await serve(fixture.project, variant, {
    source: 'responses.cjs',
    target,
    environment: { OTEL_EXPORTER_OTLP_ENDPOINT: fixture.collector.url, ...environment },
  });
}

const spans = () => fixture.collector.spans();

describe.each(['by hand', 'preloaded'] as const)('of a function traced %s', (variant) => {
  test('what fails is kept, and nothing else', async () => {
    await start(variant, 'fn', { ANTIFREEZE_KEEP: 'errors' });

    await call(server.port, { path: '/json' });
    await call(server.port, { path: '/throws' });

    expect(spans()).toMatchObject([
      { name: 'GET', traceState: 'ot=th:0', attributes: { 'antifreeze.kept': 'error' } },
    ]);
  });

  test('an ignored route sends nothing, answers as ever, and is counted', async () => {
    await start(variant, 'fn', { ANTIFREEZE_IGNORE: '/json' });

    const ignored = await call(server.port, { path: '/json' });
    expect(fixture.collector.requests()).toEqual([]);
    await call(server.port, { path: '/raw' });

    expect(ignored).toMatchObject({ status: 200, body: '{"ok":1}' });
    expect(spans()).toMatchObject([
      { name: 'GET', attributes: { 'antifreeze.ignored_invocations': 1 } },
    ]);
  });

  test('spans that nobody wants are left out', async () => {
    await start(variant, 'works', { ANTIFREEZE_IGNORE_SPANS: 'name:price*' });

    await call(server.port);

    expect(spans()).toMatchObject([{ name: 'GET', attributes: { 'antifreeze.ignored_spans': 1 } }]);
  });

  test('Jaeger is asked beside a request, none of which waits for the answer', async () => {
    const jaeger = createServer((_, response) => {
      answer = () =>
        response.end(
          '{"strategyType":"RATE_LIMITING","rateLimitingSampling":{"maxTracesPerSecond":9}}',
        );
    }).listen(0, '127.0.0.1');
    let answer: (() => void) | undefined;
    await once(jaeger, 'listening');
    onTestFinished(() => void jaeger.close().closeAllConnections());
    const { port } = jaeger.address() as AddressInfo;
    await start(variant, 'fn', {
      OTEL_TRACES_SAMPLER: 'parentbased_jaeger_remote',
      OTEL_TRACES_SAMPLER_ARG: `endpoint=http://127.0.0.1:${port},initialSamplingRate=0`,
    });

    const first = await call(server.port, { path: '/json' });
    await expect.poll(() => answer).toBeTypeOf('function');
    expect(first.status).toBe(200);
    answer?.();

    await vi.waitFor(
      async () => {
        await call(server.port, { path: '/json' });
        expect(spans()[0]?.attributes['sampler.type']).toBe('ratelimiting');
      },
      { timeout: 60_000 },
    );
  });
});
