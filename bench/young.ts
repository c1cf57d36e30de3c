/**
 * Measures what tracing adds to the responses of a young sandbox: cold starts, the first invocation, and the 30 after it,
 * before V8 has optimised anything. `npm run bench:young`, with `-- --peers` beside other tracers, with `--quick` for a
 * first look.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  availableRuntimes,
  type LambdaFunction,
  type RuntimeName,
  startFunction,
} from '../harness/lambda/index.ts';
import { deployHandler, type Handler } from './deploy-handler.ts';
import { event } from './event.ts';
import { deployOpenTelemetry, openTelemetryOptions } from './opentelemetry/deploy.ts';
import { addPeers, type PeerForm, peers } from './peers/tracers.ts';
import { startServers } from './start-servers.ts';
import { median } from './statistics.ts';

/** A way to run the function, and the untraced one that it is compared with. */
interface Subject extends PeerForm {
  readonly name: string;
  readonly folder: string;
  /** The name of the untraced subject; its own where it is one. */
  readonly bare: string;
}

interface Samples {
  readonly init: number[];
  readonly first: number[];
  /** One list a cold start, by the number of the call. */
  readonly responses: number[][];
}

const quick = process.argv.includes('--quick');
const withPeers = process.argv.includes('--peers');
const coldStarts = quick ? 3 : 11;
const calls = 30;
/** Milliseconds between two calls of one sandbox, at the least: it is frozen for as long as another. */
const pauseMs = 20;
/** Those of antifreeze, which export after each call. */
const ownForms = 4;

const repository = join(import.meta.dirname, '..');
const directory = mkdtempSync(join(tmpdir(), 'antifreeze-young-'));
const servers = await startServers();
const { collector, upstream } = servers;
const openTelemetry = join(directory, 'opentelemetry');
const results: Record<string, Record<string, Samples>> = {};
try {
  await deployOpenTelemetry(openTelemetry);
  for (const handler of ['light', 'calls'] as const) {
    const folders = await deploy(handler);
    for (const { name: runtime } of availableRuntimes()) {
      const subjects = subjectsFor(runtime, folders);
      const samples = await measureAll(runtime, subjects);
      results[`${handler} ${runtime}`] = samples;
      report(handler, runtime, subjects, samples);
    }
  }
} finally {
  servers.stop();
  rmSync(directory, { recursive: true });
}
mkdirSync('bench/results', { recursive: true });
const file = `bench/results/young-${new Date().toISOString().slice(0, 19).replaceAll(':', '')}.json`;
writeFileSync(file, JSON.stringify(results));
console.log(`\nAll samples: ${file}`);

interface Folders {
  /** Everything in one file. */
  readonly bundled: string;
  /** The AWS SDK, and what traces, as modules beside it, which is what most other tracers need. */
  readonly modules: string;
}

async function deploy(handler: Handler): Promise<Folders> {
  const bundled = join(directory, handler);
  await deployHandler(handler, bundled);
  const modules = join(directory, `${handler}-modules`);
  if (withPeers) {
    await deployHandler(handler, modules, { sdkApart: true });
    addPeers(modules);
  }
  return { bundled, modules };
}

function subjectsFor(runtime: RuntimeName, { bundled, modules }: Folders): Subject[] {
  const here = { folder: bundled, bare: 'bare', environment: {} };
  const layer = { AWS_LAMBDA_EXEC_WRAPPER: join(repository, 'dist/layer/opt/antifreeze') };
  // By which not tracing gets cheaper, but the start of Node.js.
  const fastLayer = { ...layer, ANTIFREEZE_FAST_START: 'true' };
  const options = { NODE_OPTIONS: openTelemetryOptions(openTelemetry, runtime) };
  const own: Subject[] = [
    { ...here, name: 'bare', handler: 'bare.handler' },
    { ...here, name: 'bundle', handler: 'bundle.handler' },
    { ...here, name: 'package', handler: 'package.handler' },
    { ...here, name: 'layer', handler: 'bare.handler', environment: layer },
    { ...here, name: 'layer, fast start', handler: 'bare.handler', environment: fastLayer },
    { ...here, name: 'opentelemetry', handler: 'writable.handler', environment: options },
  ];
  if (!withPeers) return own;
  const bare = 'bare, SDK apart';
  const apart = { folder: modules, bare };
  return [
    ...own,
    { ...apart, name: bare, handler: 'bare.handler', environment: {} },
    ...Object.entries(peers).map(([name, form]) => ({
      ...apart,
      name,
      ...form(runtime, collector),
    })),
  ];
}

async function measureAll(runtime: RuntimeName, subjects: readonly Subject[]) {
  const samples = Object.fromEntries(
    subjects.map(({ name }): [string, Samples] => [name, { init: [], first: [], responses: [] }]),
  );
  const before = await servers.exportsSoFar();
  // Whoever comes first, comes last the next time.
  for (let round = 0; round < coldStarts; round++)
    await measureRound(runtime, rotated(subjects, round), samples);
  const exported = (await servers.exportsSoFar()) - before;
  if (exported < ownForms * coldStarts * calls)
    throw new Error(`only ${exported} exports: what was measured is no tracing`);
  return samples;
}

/** One cold start of each subject, and then calls in turn, of sandboxes of one age. */
async function measureRound(
  runtime: RuntimeName,
  subjects: readonly Subject[],
  samples: Readonly<Record<string, Samples>>,
): Promise<void> {
  const started: [LambdaFunction, Samples][] = [];
  for (const subject of subjects) {
    const of = samples[subject.name] as Samples;
    started.push([await coldStart(runtime, subject, of), of]);
    of.responses.push([]);
  }
  for (let call = 0; call < calls; call++) {
    const again = performance.now() + pauseMs;
    for (const [fn, of] of rotated(started, call)) {
      const { times } = await fn.invoke(event);
      of.responses.at(-1)?.push(times.responseMs);
      await fn.frozen();
    }
    await sleep(Math.max(0, again - performance.now()));
  }
  for (const [fn] of started) await fn.close();
}

async function coldStart(
  runtime: RuntimeName,
  { name, folder, handler, environment }: Subject,
  samples: Samples,
): Promise<LambdaFunction> {
  const fn = await startFunction({
    runtime,
    directory: folder,
    handler,
    memoryMb: 1024,
    timeoutMs: 30_000,
    environment: {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector,
      UPSTREAM: upstream,
      ...environment,
    },
  });
  if (fn.initDuration === undefined)
    throw new Error(`${name} did not start: ${fn.initError?.errorMessage}`);
  samples.init.push(fn.initDuration);
  const { times, status, payload } = await fn.invoke(event);
  if (status !== 'response') throw new Error(`${name} failed: ${payload}`);
  samples.first.push(times.responseMs);
  await fn.frozen();
  return fn;
}

function rotated<T>(values: readonly T[], by: number): T[] {
  const at = by % values.length;
  return [...values.slice(at), ...values.slice(0, at)];
}

function report(
  handler: Handler,
  runtime: RuntimeName,
  subjects: readonly Subject[],
  samples: Readonly<Record<string, Samples>>,
): void {
  console.log(`\n${handler} handler, ${runtime}: milliseconds, medians; of what is traced, added`);
  const rows = subjects.map(({ name, bare }) => {
    const of = samples[name] as Samples;
    const untraced = samples[bare] as Samples;
    const value = (pick: (samples: Samples) => readonly number[]) =>
      (name === bare ? median(pick(of)) : median(differences(pick(of), pick(untraced)))).toFixed(2);
    return [
      name,
      {
        init: value(({ init }) => init),
        'first response': value(({ first }) => first),
        'responses 2 to 11': value(({ responses }) =>
          responses.flatMap((each) => each.slice(0, 10)),
        ),
        'responses 2 to 31': value(({ responses }) => responses.flat()),
      },
    ];
  });
  console.table(Object.fromEntries(rows));
}

/** Samples of one moment are paired, so that a machine that grows slower for a while doesn't count. */
function differences(values: readonly number[], others: readonly number[]): number[] {
  return values.map((value, index) => value - (others[index] ?? Number.NaN));
}
