/**
 * Measures what tracing adds to a function: init, first and later responses, billed time, memory.
 * `npm run bench -- --quick` takes two minutes; without it the figures are worth quoting.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { availableRuntimes, type RuntimeName } from '../harness/lambda/index.ts';
import { deployHandler, type Handler } from './deploy-handler.ts';
import {
  added,
  type Effort,
  type Measured,
  measure,
  type Quantity,
  type TracedForm,
} from './measure.ts';
import { deployOpenTelemetry, openTelemetryOptions } from './opentelemetry/deploy.ts';
import { roundTrip } from './round-trip.ts';
import { startServers } from './start-servers.ts';
import { median, percentile } from './statistics.ts';

/** How antifreeze gets to the function: in its bundle, as an installed package, or as a layer; or OpenTelemetry's own. */
type FormName = 'bundle' | 'package' | 'layer' | 'opentelemetry';

interface Target {
  readonly handler: Handler;
  readonly form: FormName;
  readonly quantity: Quantity;
  readonly most: number;
}

const quantities: readonly Quantity[] = ['init', 'firstResponse', 'response', 'billed', 'memory'];
/** Outgoing calls in one invocation of the `calls` handler. */
const callsOfHandler = 4;
const quick = process.argv.includes('--quick');
const effort: Effort = quick
  ? { coldStarts: 10, warmCalls: 20 }
  : { coldStarts: 40, warmCalls: 50 };

const servers = await startServers();
const { collector, upstream } = servers;
const collectorMs = await roundTrip(collector);
/** What tracing may add at the median, in milliseconds and megabytes, with a collector that takes 10 ms. */
const targets: readonly Target[] = [
  { handler: 'light', form: 'bundle', quantity: 'init', most: 5 },
  { handler: 'light', form: 'package', quantity: 'init', most: 5 },
  { handler: 'light', form: 'layer', quantity: 'init', most: 8 },
  ...(['bundle', 'package', 'layer'] as const).flatMap((form): Target[] => [
    { handler: 'light', form, quantity: 'response', most: 0.3 },
    { handler: 'light', form, quantity: 'billed', most: collectorMs + 1 },
    { handler: 'light', form, quantity: 'memory', most: 3 },
  ]),
];
const repository = join(import.meta.dirname, '..');
console.log(`A round trip to the collector takes ${collectorMs.toFixed(2)} ms.`);
const directory = mkdtempSync(join(tmpdir(), 'antifreeze-bench-'));
const openTelemetry = join(directory, 'opentelemetry');
const forms: Readonly<Record<FormName, (runtime: RuntimeName) => TracedForm>> = {
  bundle: () => ({ handler: 'bundle.handler' }),
  package: () => ({ handler: 'package.handler' }),
  layer: () => ({
    handler: 'bare.handler',
    environment: { AWS_LAMBDA_EXEC_WRAPPER: join(repository, 'dist/layer/opt/antifreeze') },
  }),
  opentelemetry: (runtime) => ({
    handler: 'writable.handler',
    environment: { NODE_OPTIONS: openTelemetryOptions(openTelemetry, runtime) },
  }),
};
/** What makes calls is measured in one form of ours: the calls cost the same in all. */
const measured: Readonly<Record<Handler, readonly FormName[]>> = {
  light: ['bundle', 'package', 'layer', 'opentelemetry'],
  calls: ['bundle', 'opentelemetry'],
};
const results: Record<string, Measured> = {};
try {
  await deployOpenTelemetry(openTelemetry);
  for (const handler of ['light', 'calls'] as const) {
    await deployHandler(handler, join(directory, handler));
    for (const form of measured[handler])
      for (const { name } of availableRuntimes()) {
        const subject = {
          runtime: name,
          directory: join(directory, handler),
          environment: {
            OTEL_EXPORTER_OTLP_ENDPOINT: collector,
            UPSTREAM: upstream,
          },
          traced: forms[form](name),
        };
        const before = await servers.exportsSoFar();
        const result = await measure(subject, effort);
        if ((await servers.exportsSoFar()) === before)
          throw new Error(
            `${handler} ${form} ${name} has sent no spans: what was measured is no tracing`,
          );
        results[`${handler} ${form} ${name}`] = result;
        report(handler, form, name, result);
      }
  }
} finally {
  servers.stop();
  rmSync(directory, { recursive: true });
}
mkdirSync('bench/results', { recursive: true });
const file = `bench/results/${new Date().toISOString().slice(0, 19).replaceAll(':', '')}.json`;
writeFileSync(file, JSON.stringify({ effort, results }));
console.log(`\nAll samples: ${file}`);

function report(handler: Handler, form: FormName, runtime: string, result: Measured): void {
  console.log(`\n${handler} handler, ${form}, ${runtime} (median, 90th percentile)`);
  console.table(
    Object.fromEntries(
      quantities.map((quantity) => [
        quantity === 'memory' ? 'memory, MB' : `${quantity}, ms`,
        {
          bare: middle(result.bare[quantity]),
          traced: middle(result.traced[quantity]),
          added: added(result, quantity).toFixed(2),
          target: verdict({ handler, form, quantity, value: added(result, quantity) }),
        },
      ]),
    ),
  );
  // What OpenTelemetry's own adds to a response is mostly the wait for the collector.
  if (handler === 'calls' && form !== 'opentelemetry') {
    const perCall = (added(result, 'response') * 1_000) / callsOfHandler;
    console.log(`Added to the response by each outgoing call: ${perCall.toFixed(0)} µs`);
  }
}

function middle(values: readonly number[]): string {
  return `${median(values).toFixed(2)} (${percentile(values, 0.9).toFixed(2)})`;
}

function verdict(of: Omit<Target, 'most'> & { readonly value: number }): string {
  const target = targets.find(
    (each) => each.handler === of.handler && each.form === of.form && each.quantity === of.quantity,
  );
  if (!target) return '';
  return `${of.value <= target.most ? 'met' : 'MISSED'}: at most ${target.most.toFixed(1)}`;
}
