import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Collector, startCollector } from '../../harness/collector/collector.ts';
import type { ServingProcess } from '../../harness/gcp/serving-process.ts';
import { availableRuntimes } from '../../harness/lambda/runtimes.ts';
import { createProject, type Project } from './build-package.ts';
import { type ServerOptions, servers, startServer } from './start-server.ts';
import { tracedVariants, type Variant } from './variants.ts';
import { whatIsPrinted } from './what-is-printed.ts';
import { request, type Script, transcript } from './wire-client.ts';

const require = createRequire(import.meta.url);
const routesOf = (source: string, list = 'routes') =>
  (require(`${servers}${source}`) as Record<string, string[]>)[list] ?? [];
const variants: readonly Variant[] = ['bare', ...tracedVariants];

let collector: Collector;
let project: Project;

beforeAll(async () => {
  [collector, project] = await Promise.all([startCollector(), createProject()]);
  // Slow enough that whatever does not wait for the flush comes before it.
  collector.behave({ delayMs: 10 });
});
afterAll(async () => {
  project.remove();
  await collector.close();
});

/** A connection, and how many requests on it have a root span. */
interface Case {
  readonly name: string;
  readonly script: Script;
  readonly traced: number;
}

interface Observation {
  readonly name: string;
  readonly received: string;
  readonly lines: readonly string[];
}

async function observe(server: ServingProcess, cases: readonly Case[]) {
  const observations: Observation[] = [];
  for (const { name, script } of cases) {
    let received = '';
    const lines = await whatIsPrinted(server, async () => {
      received = await transcript(server.port, script);
    });
    observations.push({ name, received, lines: lines.map(withoutTime) });
  }
  return observations;
}

const withoutTime = (line: string) => line.replace(/^\w{3}, .* GMT /, '');

async function withServers<Result>(
  { source, node, environment }: Omit<ServerOptions, 'variant'>,
  work: (server: ServingProcess) => Promise<Result>,
): Promise<Map<Variant, Result>> {
  const results = new Map<Variant, Result>();
  await Promise.all(
    variants.map(async (variant) => {
      const server = await startServer(project, {
        source,
        variant,
        ...(node && { node }),
        environment: {
          OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
          OTEL_SERVICE_NAME: variant,
          ...environment,
        },
      });
      try {
        results.set(variant, await work(server));
      } finally {
        await server.stop();
      }
    }),
  );
  return results;
}

const each = (source: string, methods: readonly string[]): Case[] =>
  methods.flatMap((method) =>
    routesOf(source).map((name) => ({
      name: `${method} ${name}`,
      script: [request(`${method} /${name}`, undefined, method === 'POST' ? '{"a":1}' : '')],
      traced: 1,
    })),
  );
const keepAlive: readonly string[] = [];
const upgrade = ['Connection: Upgrade', 'Upgrade: echo'];
const expectContinue = ['Expect: 100-continue', 'Connection: close'];
const end = { finally: 'end' } as const;
const destroy = { finally: 'destroy' } as const;

const connections: readonly Case[] = [
  {
    name: 'a connection that is kept alive',
    script: [
      request('GET /knownLength', keepAlive),
      { until: 'six' },
      request('GET /chunked', keepAlive),
      { until: '\r\n0\r\n\r\n' },
      end,
    ],
    traced: 2,
  },
  {
    name: 'pipelined requests',
    script: [
      request('GET /chunked', keepAlive) +
        request('GET /empty', keepAlive) +
        request('HEAD /text', keepAlive) +
        request('GET /knownLength', keepAlive) +
        request('GET /text'),
    ],
    traced: 5,
  },
  { name: 'HTTP/1.0', script: ['GET /chunked HTTP/1.0\r\n\r\n'], traced: 1 },
  { name: 'an unknown route', script: [request('GET /nowhere')], traced: 1 },
  {
    name: 'a body in parts',
    script: [
      'POST /echo HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 4\r\n\r\nab',
      20,
      'cd',
    ],
    traced: 1,
  },
  {
    name: 'a body that is never read',
    script: [request('POST /answersBeforeTheBody', undefined, 'x'.repeat(100))],
    traced: 1,
  },
  {
    name: 'a body that is waited for',
    script: [
      'POST /echo HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nConnection: close\r\nContent-Length: 2\r\n\r\n',
      { until: '100 Continue' },
      'ab',
    ],
    traced: 1,
  },
  {
    name: 'another expectation',
    script: [request('GET /text', ['Expect: wonders', 'Connection: close'])],
    traced: 0,
  },
  { name: 'an upgrade', script: [request('GET /chat', upgrade), 'one', 20, 'two', end], traced: 0 },
  {
    name: 'CONNECT',
    script: ['CONNECT example.com:443 HTTP/1.1\r\nHost: example.com\r\n\r\n', 20, 'one', end],
    traced: 0,
  },
  { name: 'no HTTP at all', script: ['NONSENSE\r\n\r\n'], traced: 0 },
  { name: 'a client that goes away', script: [request('GET /hangs'), 50, destroy], traced: 1 },
  {
    name: 'a client that goes away while events stream',
    script: [request('GET /oneEvent'), { until: 'data: 0' }, destroy],
    traced: 1,
  },
];

const suites: readonly {
  readonly title: string;
  readonly source: string;
  readonly cases: readonly Case[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly node?: string;
}[] = [
  ...availableRuntimes().map(({ name, node }) => ({
    title: `node:http of ${name}`,
    source: 'node.cjs',
    cases: [...each('node.cjs', ['GET', 'HEAD']), ...connections],
    node,
  })),
  {
    title: 'node:http that leaves upgrades alone',
    source: 'node.cjs',
    cases: [
      {
        name: 'an upgrade',
        script: [
          request('GET /upgradesNothing', [...upgrade.slice(1), 'Connection: close, Upgrade']),
        ],
        traced: 1,
      },
    ],
    environment: { IGNORES_UPGRADES: '1' },
  },
  {
    title: 'node:http that listens to checkContinue',
    source: 'node.cjs',
    cases: [
      { name: 'goes on', script: [request('POST /echo', expectContinue, 'ab')], traced: 1 },
      { name: 'is refused', script: [request('POST /refuse', expectContinue, 'ab')], traced: 1 },
    ],
    environment: { LISTENS_TO_CONTINUE: '1' },
  },
  {
    title: 'Express',
    source: 'express.cjs',
    cases: each('express.cjs', ['GET', 'HEAD']),
    // In development, Express answers with stack traces.
    environment: { NODE_ENV: 'production' },
  },
  { title: 'Fastify', source: 'fastify.cjs', cases: each('fastify.cjs', ['GET', 'HEAD']) },
  { title: 'Hono', source: 'hono.cjs', cases: each('hono.cjs', ['GET', 'POST']) },
];

describe.each(suites)('$title', ({ cases, ...options }) => {
  let observed: Map<Variant, Observation[]>;

  beforeAll(async () => {
    collector.clear();
    observed = await withServers(options, (server) => observe(server, cases));
  });

  test.each(cases.map(({ name }) => name))('%s is answered as it is bare', (name) => {
    const observedBy = (variant: Variant) =>
      observed.get(variant)?.find((observation) => observation.name === name);

    expect(observedBy('bare')?.received).toBeDefined();
    for (const variant of tracedVariants)
      expect(observedBy(variant), variant).toEqual(observedBy('bare'));
  });

  test.each(tracedVariants)('%s, each request was traced once', async (variant) => {
    const expected = cases.reduce((sum, { traced }) => sum + traced, 0);

    const roots = () =>
      collector
        .spans()
        .filter(({ resource, kind }) => resource['service.name'] === variant && kind === 'server');
    // Of a connection that was closed nobody has waited for the span.
    await expect.poll(() => roots().length).toBe(expected);
  });
});

describe('a server that ends', () => {
  test.each(routesOf('node.cjs', 'deaths'))(
    'answers and ends as it does bare (%s)',
    async (death) => {
      const observed = await withServers({ source: 'node.cjs' }, async (server) => [
        await transcript(server.port, [request(`GET /${death}`)]),
        await server.exited,
        server.lines().filter((line) => !/^\s+at /.test(line)),
      ]);

      for (const variant of tracedVariants)
        expect(observed.get(variant), variant).toEqual(observed.get('bare'));
    },
  );

  test('sends what it has answered before it was closed', async () => {
    const observed = await withServers({ source: 'node.cjs' }, (server) =>
      transcript(server.port, [request('GET /closesServer')]),
    );

    for (const variant of tracedVariants)
      expect(observed.get(variant), variant).toEqual(observed.get('bare'));
  });
});
