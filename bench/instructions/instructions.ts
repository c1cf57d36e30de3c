/**
 * Counts the instructions that tracing adds to a function, with valgrind: what a young sandbox pays, on any machine.
 * `npm run bench:instructions`, seven minutes; with `-- --shares` also what of it is recording, flush and journal, with
 * `-- --metrics` what metrics add to all of it, with `--quick` only for Node.js 24 and once, with `--check` it fails where a target is missed.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { availableRuntimes, type Runtime } from '../../harness/lambda/runtimes.ts';
import { deployHandler, type Handler } from '../deploy-handler.ts';
import { countInstructions } from './count.ts';

/** Untraced, and with ever more of the tracing: what one adds to the one before is the share of that step. */
const variants = {
  bare: { module: 'bare.js', environment: {} },
  recording: {
    module: 'bundle.js',
    environment: { OTEL_TRACES_EXPORTER: 'none', ANTIFREEZE_JOURNAL: 'false' },
  },
  flush: { module: 'bundle.js', environment: { ANTIFREEZE_JOURNAL: 'false' } },
  journal: { module: 'bundle.js', environment: {} },
  metrics: { module: 'bundle.js', environment: { OTEL_METRICS_EXPORTER: 'otlp' } },
} as const;
type Variant = keyof typeof variants;
const isTold = (option: string) => process.argv.includes(`--${option}`);
const quick = isTold('quick');
const steps: readonly Variant[] = [
  'bare',
  ...(isTold('shares') ? (['recording', 'flush'] as const) : []),
  'journal',
  ...(isTold('metrics') ? (['metrics'] as const) : []),
];
/** Garbage is collected at other moments from one run to the next: the least of some runs has the fewest. */
const repeats = quick ? 1 : 3;

/**
 * Processes that end after so many calls. What is called needs longer time limits, as valgrind takes fifty times as long;
 * to read these settings costs an initialisation that others don't pay.
 */
const processes = [
  { calls: 0, hasTime: false },
  { calls: 0, hasTime: true },
  { calls: 1, hasTime: true },
  { calls: 11, hasTime: true },
  { calls: 31, hasTime: true },
];

/** Spans of a process's life, each from the end of one of these to that of another. */
const spans = {
  init: [undefined, 0],
  'first invocation': [1, 2],
  'each, 2nd to 11th': [2, 3],
  'each, 12th to 31st': [3, 4],
} as const;

const moreTime = { ANTIFREEZE_FLUSH_TIMEOUT: '60000', OTEL_EXPORTER_OTLP_TIMEOUT: '60000' };

/** The most that tracing may add, in millions of instructions, or as a share of what is bare. */
const targets: Partial<Record<Handler, Partial<Record<keyof typeof spans, Target>>>> = {
  light: {
    init: { millions: 25 },
    'first invocation': { millions: 25 },
    'each, 12th to 31st': { millions: 0.5 },
  },
  calls: { 'each, 2nd to 11th': { millions: 5 }, 'each, 12th to 31st': { ofBare: 0.3 } },
};

type Target = { readonly millions: number } | { readonly ofBare: number };

const runtimes = availableRuntimes().filter(({ name }) => !quick || name === 'nodejs24.x');
const directory = mkdtempSync(join(tmpdir(), 'antifreeze-instructions-'));
const servers = fork(new URL('../servers.ts', import.meta.url));
const [{ collector = '', upstream = '' }] = (await once(servers, 'message')) as [
  Record<string, string>,
];
let isWithinTargets = true;
try {
  for (const handler of ['light', 'calls'] as const) {
    await deployHandler(handler, join(directory, handler));
    for (const runtime of runtimes) report(handler, runtime, await totals(handler, runtime));
  }
} finally {
  servers.disconnect();
  rmSync(directory, { recursive: true });
}
if (isTold('check') && !isWithinTargets) process.exitCode = 1;

/** Millions of instructions of each process, by variant. */
type Totals = Readonly<Record<Variant, readonly number[]>>;

/** Two processes at a time, as there are two cores. */
async function totals(handler: Handler, runtime: Runtime): Promise<Totals> {
  const counted: Record<Variant, number[]> = {
    bare: [],
    recording: [],
    flush: [],
    journal: [],
    metrics: [],
  };
  const run = (variant: Variant, index: number) => async () => {
    const count = await millions(handler, runtime, variant, index);
    counted[variant][index] = Math.min(count, counted[variant][index] ?? count);
  };
  const runs = Array.from({ length: repeats }).flatMap(() =>
    steps.flatMap((variant) => processes.map((_, index) => run(variant, index))),
  );
  const work = async () => {
    for (let next = runs.pop(); next; next = runs.pop()) await next();
  };
  await Promise.all([work(), work()]);
  return counted;
}

async function millions(handler: Handler, { node }: Runtime, variant: Variant, index: number) {
  const { module, environment } = variants[variant];
  const { calls = 0, hasTime = true } = processes[index] ?? {};
  const count = await countInstructions({
    node,
    module: join(directory, handler, module),
    calls,
    environment: {
      AWS_LAMBDA_FUNCTION_NAME: 'measured',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1024',
      AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
      AWS_LAMBDA_RUNTIME_API: '127.0.0.1:9',
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'example',
      UPSTREAM: upstream,
      OTEL_EXPORTER_OTLP_ENDPOINT: collector,
      ...(hasTime && moreTime),
      ...environment,
    },
  });
  return count / 1e6;
}

function report(handler: Handler, { name }: Runtime, counted: Totals): void {
  console.log(`\n${handler} handler, ${name}: millions of instructions of the main thread`);
  const rows = Object.entries(spans).map(([span, [from, to]]) => {
    const [bare = 0, ...rest] = steps.map((variant) => between(counted[variant], from, to));
    const shares = rest.map(
      (value, index) => value - (index === 0 ? bare : (rest[index - 1] ?? 0)),
    );
    const added = between(counted.journal, from, to) - bare;
    const target = targets[handler]?.[span as keyof typeof spans];
    const columns = { bare, added, ...(shares.length > 1 && sharesOf(shares)) };
    return [span, { ...rounded(columns), target: target ? verdict(target, added, bare) : '' }];
  });
  console.table(Object.fromEntries(rows));
}

function sharesOf(shares: readonly number[]): Record<string, number | undefined> {
  return Object.fromEntries(steps.slice(1).map((step, index) => [step, shares[index]]));
}

function between(counted: readonly number[], from: number | undefined, to: number): number {
  const at = (index: number) => counted[index] ?? Number.NaN;
  const callsBy = (index: number) => processes[index]?.calls ?? 0;
  return from === undefined ? at(to) : (at(to) - at(from)) / (callsBy(to) - callsBy(from));
}

function rounded(columns: Record<string, number | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(columns).map(([name, value]) => [name, value?.toFixed(2) ?? '']),
  );
}

function verdict(target: Target, added: number, bare: number): string {
  const most = 'millions' in target ? target.millions : target.ofBare * bare;
  if (added > most) isWithinTargets = false;
  return `${added <= most ? 'met' : 'MISSED'}: at most ${most.toFixed(1)}`;
}
