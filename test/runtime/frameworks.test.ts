import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Collector, startCollector } from '../../harness/collector/collector.ts';
import { hasFrameworks, linkFrameworks } from '../../harness/frameworks/frameworks.ts';
import { availableRuntimes } from '../../harness/lambda/index.ts';
import { startFunction } from '../start-function.ts';

const request = JSON.parse(
  readFileSync('test/events/api-gateway-http/default-route.json', 'utf8'),
) as { requestContext: { http: object } };

/** A GET of `path` that came by `routeKey`. */
const get = (path: string, routeKey = '$default') => ({
  ...request,
  routeKey,
  rawPath: path,
  headers: { ...Reflect.get(request, 'headers'), accept: '*/*' },
  requestContext: {
    ...request.requestContext,
    routeKey,
    http: { ...request.requestContext.http, method: 'GET', path },
  },
});

let collector: Collector;
let directory: string;

beforeAll(async () => {
  collector = await startCollector();
  directory = mkdtempSync(join(realpathSync(tmpdir()), 'frameworks-'));
  cpSync(fileURLToPath(new URL('functions/frameworks', import.meta.url)), directory, {
    recursive: true,
  });
  if (hasFrameworks()) linkFrameworks(directory);
});
afterEach(() => collector.clear());
afterAll(async () => {
  rmSync(directory, { recursive: true });
  await collector.close();
});

/** The root span of the request, and the status that the client gets. */
async function ask(runtime: string, framework: string, event: unknown) {
  const fn = await startFunction({
    runtime: runtime as 'nodejs24.x',
    directory,
    handler: 'routes.handler',
    environment: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, FRAMEWORK: framework },
  });
  const { payload } = await fn.invoke(event);
  await fn.frozen();
  await fn.close();
  const root = collector.spans().find((span) => span.attributes['faas.trigger'] === 'http');
  return {
    answer: JSON.parse(payload).statusCode ?? payload,
    name: root?.name,
    route: root?.attributes['http.route'],
  };
}

describe.skipIf(!hasFrameworks()).each(availableRuntimes())('on $name', ({ name: runtime }) => {
  test.each([
    { framework: 'expressTraced' },
    { framework: 'serverlessExpressTraced' },
    { framework: 'expressTold' },
    { framework: 'koaTraced' },
    { framework: 'fastify' },
    { framework: 'fastifyTraced' },
    { framework: 'honoTold' },
    { framework: 'honoTraced' },
    { framework: 'powertoolsTold' },
  ])('the root span of $framework behind one route has the one that it took', async (its) => {
    const root = await ask(runtime, its.framework, get('/orders/o-42'));

    expect(root).toEqual({ answer: 200, name: 'GET /orders/:id', route: '/orders/:id' });
  });
});

describe.skipIf(!hasFrameworks())('the root span', () => {
  const runtime = 'nodejs24.x';

  test("has the framework's route also behind a greedy one", async () => {
    const root = await ask(runtime, 'fastify', get('/orders/o-42', 'ANY /{proxy+}'));

    expect(root).toMatchObject({ name: 'GET /orders/:id', route: '/orders/:id' });
  });

  test('keeps the route of the gateway where that is one', async () => {
    const root = await ask(runtime, 'fastify', get('/orders/o-42', 'GET /orders/{orderId}'));

    expect(root).toMatchObject({ name: 'GET /orders/{orderId}', route: '/orders/{orderId}' });
  });

  test('keeps what the function itself has said', async () => {
    const root = await ask(runtime, 'named', get('/orders/o-42'));

    expect(root).toMatchObject({ name: 'fetch an order', route: '/orders/:id' });
  });

  test.each(['fastify', 'expressTraced', 'honoTraced'])(
    'has no route where %s has none for the request',
    async (framework) => {
      const root = await ask(runtime, framework, get('/nowhere'));

      expect(root).toEqual({ answer: 404, name: 'GET', route: undefined });
    },
  );

  test('has none of a framework that nothing tells of', async () => {
    const root = await ask(runtime, 'expressUntold', get('/orders/o-42'));

    expect(root).toEqual({ answer: 200, name: 'GET', route: undefined });
  });
});
