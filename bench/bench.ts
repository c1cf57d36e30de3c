/**
 * Measures what tracing adds to a function: init, first and later responses, billed time, memory.
 * `npm run bench -- --quick` takes a minute; without it the figures are worth quoting.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { availableRuntimes } from '../harness/lambda/index.ts';
import { antifreezePlugin } from '../src/esbuild/antifreeze-plugin.ts';
import { added, type Effort, type Measured, measure, type Quantity } from './measure.ts';
import { roundTrip } from './round-trip.ts';
import { median, percentile } from './statistics.ts';

interface Target {
  readonly handler: 'light' | 'calls';
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

const servers = fork(new URL('servers.ts', import.meta.url));
const [{ collector, upstream }] = (await once(servers, 'message')) as [Record<string, string>];
const collectorMs = await roundTrip(collector ?? '');
/** What tracing may add at the median, in milliseconds and megabytes, with a collector that takes 10 ms. */
const targets: readonly Target[] = [
  { handler: 'light', quantity: 'init', most: 5 },
  { handler: 'light', quantity: 'response', most: 0.3 },
  { handler: 'light', quantity: 'billed', most: collectorMs + 1 },
  { handler: 'light', quantity: 'memory', most: 3 },
];
console.log(`A round trip to the collector takes ${collectorMs.toFixed(2)} ms.`);
const directory = mkdtempSync(join(tmpdir(), 'antifreeze-bench-'));
const results: Record<string, Measured> = {};
try {
  for (const handler of ['light', 'calls'] as const) {
    await bundle(handler, join(directory, handler));
    for (const { name } of availableRuntimes()) {
      const environment = {
        OTEL_EXPORTER_OTLP_ENDPOINT: collector ?? '',
        UPSTREAM: upstream ?? '',
      };
      const subject = { runtime: name, directory: join(directory, handler), environment };
      const measured = await measure(subject, effort);
      results[`${handler} ${name}`] = measured;
      report(handler, name, measured);
    }
  }
} finally {
  servers.disconnect();
  rmSync(directory, { recursive: true });
}
mkdirSync('bench/results', { recursive: true });
const file = `bench/results/${new Date().toISOString().slice(0, 19).replaceAll(':', '')}.json`;
writeFileSync(file, JSON.stringify({ effort, results }));
console.log(`\nAll samples: ${file}`);

/** As deployed: bundled by esbuild, the traced form with the published file in it. */
async function bundle(handler: string, outdir: string): Promise<void> {
  const source = `import { handler as bare } from '${join(import.meta.dirname, 'handlers', handler)}.mjs';\n`;
  const variants = {
    bare: `${source}export const handler = bare;`,
    traced: `import { traceLambda } from 'antifreeze';\n${source}export const handler = traceLambda(bare);`,
  };
  for (const [variant, contents] of Object.entries(variants)) {
    await build({
      stdin: { contents, resolveDir: import.meta.dirname },
      outfile: join(outdir, `${variant}.js`),
      bundle: true,
      minify: true,
      platform: 'node',
      target: 'node22',
      format: 'cjs',
      plugins: variant === 'traced' ? [antifreezePlugin()] : [],
    });
  }
}

function report(handler: string, runtime: string, measured: Measured): void {
  console.log(`\n${handler} handler, ${runtime} (median, 90th percentile)`);
  console.table(
    Object.fromEntries(
      quantities.map((quantity) => [
        quantity === 'memory' ? 'memory, MB' : `${quantity}, ms`,
        {
          bare: middle(measured.bare[quantity]),
          traced: middle(measured.traced[quantity]),
          added: added(measured, quantity).toFixed(2),
          target: verdict(handler, quantity, added(measured, quantity)),
        },
      ]),
    ),
  );
  if (handler === 'calls') {
    const perCall = (added(measured, 'response') * 1_000) / callsOfHandler;
    console.log(`Added to the response by each outgoing call: ${perCall.toFixed(0)} µs`);
  }
}

function middle(values: readonly number[]): string {
  return `${median(values).toFixed(2)} (${percentile(values, 0.9).toFixed(2)})`;
}

function verdict(handler: string, quantity: Quantity, value: number): string {
  const target = targets.find((each) => each.handler === handler && each.quantity === quantity);
  if (!target) return '';
  return `${value <= target.most ? 'met' : 'MISSED'}: at most ${target.most.toFixed(1)}`;
}
