import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { ServingProcess } from '../../harness/gcp/serving-process.ts';
import { call, functions, startFramework } from './start-framework.ts';
import { useProject } from './use-project.ts';

const fixture = useProject();
let server: ServingProcess;

afterEach(async () => {
  await server.stop();
});

/** Serves a function of `many.cjs`, and gives what is printed once it has been called. */
async function serve(target: string, preload = false) {
  cpSync(join(functions, 'many.cjs'), join(fixture.project.directory, 'many.cjs'));
  server = await startFramework(fixture.project, {
    source: 'many.cjs',
    target,
    preload,
    environment: { OTEL_EXPORTER_OTLP_ENDPOINT: fixture.collector.url, K_SERVICE: 'shop' },
  });
}

const roots = () =>
  fixture.collector
    .spans()
    .map(({ attributes, resource }) => [attributes['url.path'], resource['service.name']]);

test('each function has a name of its own, one is off, and what is of the process is told', async () => {
  await serve('router');

  await call(server.port, { path: '/orders' });
  await call(server.port, { path: '/parcels' });
  await call(server.port, { path: '/plain' });
  await call(server.port, { path: '/off' });

  expect(roots()).toEqual([
    ['/orders', 'orders-service'],
    ['/parcels', 'parcels-service'],
    ['/plain', 'shop'],
  ]);
  const lines = server.lines();
  expect(lines.filter((line) => line.startsWith('antifreeze:'))).toEqual([
    'antifreeze: option journal of a later handler has no effect: the whole process goes by its first one',
    'antifreeze: there is no option colour',
    'antifreeze: traceHttpFunction needs a function, and was given a string: pass the handler itself, not its name',
  ]);
});

test('a function extracts the context where only it knows that it is', async () => {
  await serve('router');
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  const headers = { 'x-caller': `00-${traceId}-b7ad6b7169203331-01` };

  await call(server.port, { path: '/extracting', headers });
  await call(server.port, { path: '/plain', headers });

  const [extracting, plain] = fixture.collector.spans();
  expect(extracting).toMatchObject({ traceId, parentSpanId: 'b7ad6b7169203331' });
  expect(plain?.traceId).not.toBe(traceId);
});

test.each([false, true])(
  'functions within a traced one have no root of their own (preloaded: %s)',
  async (preload) => {
    await serve('tracedRouter', preload);

    await call(server.port, { path: '/orders' });
    await call(server.port, { path: '/off' });

    expect(roots().map(([path]) => path)).toEqual(['/orders', '/off']);
  },
);
