import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Collector, startCollector } from '../../harness/collector/collector.ts';
import { availableRuntimes } from '../../harness/lambda/index.ts';
import type { RuntimeName } from '../../harness/lambda/runtimes.ts';
import { type BuiltLayer, builtLayer } from '../layers/built-layer.ts';
import { startFunction } from '../start-function.ts';
import { type ApiCopy, apiCopies, deployWithApi, type Packaging } from './deploy-with-api.ts';

const formats = ['cjs', 'esm'] as const;
const packagings: (Packaging & { readonly packaged: string })[] = formats.flatMap((format) => [
  { format, packaged: `${format}, modules`, bundled: false },
  { format, packaged: `${format}, a bundle`, bundled: true, minify: format === 'esm' },
]);
const orders = ['before antifreeze', 'after antifreeze', 'after the handler is wrapped'] as const;
type Order = (typeof orders)[number] | 'in the layer';

/** What a function registers by itself, and what it then finds registered. */
const register = `
  import { diag, metrics, propagation, trace } from '@opentelemetry/api';
  import { logs } from '@opentelemetry/api-logs';
  const said = [];
  const made = [];
  const say = (text) => said.push(text);
  const logger = { error: say, warn: say, info: say, debug: say, verbose: say };
  const tracer = (name) => ({
    startSpan(span) {
      made.push(name + ': ' + span);
      return { end() {}, spanContext: () => ({ traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: 1 }) };
    },
  });
  const propagator = { inject() {}, extract: (context) => context, fields: () => ['own-header'] };
  const registered = {
    metrics: metrics.setGlobalMeterProvider({ getMeter: (name) => ({ own: name }) }),
    diag: diag.setLogger(logger),
    propagation: propagation.setGlobalPropagator(propagator),
    trace: trace.setGlobalTracerProvider({ getTracer: tracer }),
  };
  logs.setGlobalLoggerProvider({ getLogger: (name) => ({ own: name }) });
  globalThis.found = () => {
    diag.warn('told by the function');
    trace.getTracer('user').startSpan('own').end();
    return {
      registered,
      meter: metrics.getMeter('orders').own,
      log: logs.getLogger('orders').own,
      said: said.filter((text) => !/Registered a global/.test(text)),
      fields: propagation.fields(),
      made,
    };
  };`;
const toEverything = {
  registered: { metrics: true, diag: true, propagation: true, trace: true },
  meter: 'orders',
  log: 'orders',
  said: [
    expect.stringMatching(/^antifreeze: another tracer provider is registered/),
    'told by the function',
  ],
  fields: ['own-header'],
  made: ['user: own'],
};

const wrapped = `
  import { traceLambda } from 'antifreeze';
  export const handler = traceLambda(async () => found());`;
const handlers: Record<Order, string> = {
  'before antifreeze': "import './register.js'; export { handler } from './wrapped.js';",
  'after antifreeze': `import 'antifreeze'; import './register.js'; ${wrapped}`,
  'after the handler is wrapped': "export { handler } from './wrapped.js'; import './register.js';",
  'in the layer': "import './register.js'; export const handler = async () => found();",
};

let collector: Collector;
let layer: BuiltLayer;
let directory: string;

beforeAll(async () => {
  [collector, layer] = await Promise.all([startCollector(), builtLayer()]);
  directory = mkdtempSync(join(realpathSync(tmpdir()), 'own-providers-'));
});
afterAll(async () => {
  layer.remove();
  rmSync(directory, { recursive: true });
  await collector.close();
});

async function invoke(
  order: Order,
  copy: ApiCopy,
  packaging: Packaging,
  runtime: RuntimeName = 'nodejs24.x',
  registering = register,
) {
  collector.clear();
  const files = { index: handlers[order], wrapped, register: registering };
  const fn = await startFunction({
    runtime,
    directory: await deployWithApi(files, directory, copy, packaging),
    handler: 'index.handler',
    environment: {
      ...(order === 'in the layer' && layer.variables),
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    },
  });
  const { payload } = await fn.invoke({});
  await fn.frozen();
  await fn.close();
  return {
    answer: JSON.parse(payload),
    spans: collector.spans().map(({ name }) => name),
    warnings: fn.logs.map(({ text }) => text).filter((text) => /antifreeze:/.test(text)),
  };
}

describe.each(apiCopies)('with API $copy', (copy) => {
  describe.each(packagings)('as $packaged', (packaging) => {
    test.each([...orders, 'in the layer' as const])(
      'what a function registers %s works as without it',
      async (order) => {
        const { answer, spans } = await invoke(order, copy, packaging);

        expect(answer).toEqual(toEverything);
        expect(spans).toContain('function-under-test');
        expect(spans).not.toContain('own');
      },
    );
  });
});

const registerTracers = `
  import { trace } from '@opentelemetry/api';
  const registered = trace.setGlobalTracerProvider({ getTracer: () => ({}) });
  globalThis.found = () => registered;`;

test.each(
  availableRuntimes().flatMap(({ name }) => [
    { runtime: name, order: orders[0] },
    { runtime: name, order: orders[2] },
  ]),
)('one line tells of tracers registered $order, on $runtime', async ({ runtime, order }) => {
  const copy = { from: 'api-1-9' };
  const packaging = { format: 'cjs', bundled: true } as const;

  const { answer, warnings } = await invoke(order, copy, packaging, runtime, registerTracers);

  expect(answer).toBe(true);
  expect(warnings).toEqual([expect.stringContaining('another tracer provider is registered')]);
});
