import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Collector, startCollector } from '../../harness/collector/collector.ts';
import type { ServingProcess } from '../../harness/gcp/serving-process.ts';
import { createProject, type Project } from './build-package.ts';
import { binaryEvent, storedObject } from './cloud-events.ts';
import { type Call, call, functions, type Reply } from './start-framework.ts';
import { serve, tracedVariants, type Variant } from './variants.ts';
import { whatIsPrinted } from './what-is-printed.ts';

const require = createRequire(import.meta.url);
const { shapes, deaths } = require(`${functions}responses.cjs`) as Record<
  'shapes' | 'deaths',
  Record<string, unknown>
>;
const { endings } = require(`${functions}events.cjs`) as { endings: readonly string[] };
const shapeNames = Object.keys(shapes);
const variants: readonly Variant[] = ['bare', ...tracedVariants];

let collector: Collector;
let project: Project;
let environment: Record<string, string>;

beforeAll(async () => {
  [collector, project] = await Promise.all([startCollector(), createProject()]);
  // Slow enough that whatever does not wait for the flush comes before it.
  collector.behave({ delayMs: 10 });
  environment = {
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    // The most that can be switched on is to change nothing either.
    ANTIFREEZE_CAPTURE: 'all',
    OTEL_INSTRUMENTATION_HTTP_CAPTURE_HEADERS_SERVER_REQUEST: '.*',
    OTEL_INSTRUMENTATION_HTTP_CAPTURE_HEADERS_SERVER_RESPONSE: '.*',
  };
});
afterAll(async () => {
  project.remove();
  await collector.close();
});

interface Observation {
  readonly name: string;
  readonly reply: Reply | undefined;
  readonly lines: readonly string[];
}

async function observe(
  server: ServingProcess,
  calls: readonly (readonly [name: string, call: Call])[],
): Promise<Observation[]> {
  const observations: Observation[] = [];
  for (const [name, options] of calls) {
    let reply: Reply | undefined;
    const lines = await whatIsPrinted(server, async () => {
      reply = await call(server.port, options);
    });
    observations.push({ name, reply, lines: lines.map(withoutPhase) });
  }
  return observations;
}

/** The framework says of a late error whether all of the response had gone by then. */
const withoutPhase = (line: string) => line.replace('Exception from a finished function: ', '');

async function withServers<Result>(
  options: Parameters<typeof serve>[2],
  work: (server: ServingProcess) => Promise<Result>,
): Promise<Map<Variant, Result>> {
  const results = new Map<Variant, Result>();
  await Promise.all(
    variants.map(async (variant) => {
      const server = await serve(project, variant, {
        ...options,
        environment: { ...environment, OTEL_SERVICE_NAME: variant },
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

describe('HTTP functions', () => {
  const methods = ['GET', 'HEAD'];
  let observed: Map<Variant, Observation[]>;

  beforeAll(async () => {
    const calls = methods.flatMap((method) =>
      shapeNames.map((shape) => [`${method} ${shape}`, { method, path: `/${shape}` }] as const),
    );
    observed = await withServers({ source: 'responses.cjs', target: 'fn' }, (server) =>
      observe(server, calls),
    );
  });

  test.each(methods.flatMap((method) => shapeNames.map((shape) => `${method} ${shape}`)))(
    '%s is answered as it is bare',
    (name) => {
      const observedBy = (variant: Variant) =>
        observed.get(variant)?.find((observation) => observation.name === name);

      expect(observedBy('bare')?.reply?.status).toBeDefined();
      for (const variant of tracedVariants)
        expect(observedBy(variant), variant).toEqual(observedBy('bare'));
    },
  );

  test.each(tracedVariants)('%s, each of them was traced once', (variant) => {
    const traced = collector
      .spans()
      .filter(({ resource, name }) => resource['service.name'] === variant && /^[A-Z]+$/.test(name))
      .map(({ attributes }) => `${attributes['http.request.method']} ${attributes['url.path']}`);

    const called = observed.get(variant)?.map(({ name }) => name.replace(' ', ' /'));
    expect(traced.sort()).toEqual(called?.sort());
  });
});

test.each(Object.keys(deaths))(
  'a process that ends (%s) answers as it does bare',
  async (death) => {
    const observed = await withServers(
      { source: 'responses.cjs', target: 'fn' },
      async (server) => [await call(server.port, { path: `/${death}` }), await server.exited],
    );

    for (const variant of tracedVariants)
      expect(observed.get(variant), variant).toEqual(observed.get('bare'));
  },
);

describe.each([
  { signature: 'cloudevent', target: 'cloudEvent' },
  { signature: 'cloudevent', target: 'cloudEventSync' },
  { signature: 'cloudevent', target: 'cloudEventCallback' },
  { signature: 'cloudevent', target: 'cloudEventCallbackThrows' },
  { signature: 'cloudevent', target: 'cloudEventCallbackRejects' },
  { signature: 'event', target: 'background' },
  { signature: 'event', target: 'backgroundCallback' },
] as const)('the function $target ($signature)', ({ signature, target }) => {
  test('answers as it does bare, however it ends', async () => {
    const calls = endings.map((how) => [how, binaryEvent(storedObject({ how }))] as const);

    const observed = await withServers({ source: 'events.cjs', target, signature }, (server) =>
      observe(server, calls),
    );

    for (const variant of tracedVariants)
      expect(observed.get(variant)).toEqual(observed.get('bare'));
  });
});
