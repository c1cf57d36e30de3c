/**
 * Counts the instructions that tracing adds to a function, with valgrind: what a young sandbox pays, on any machine.
 * `npm run bench:instructions`, seven minutes; with `-- --shares` also what of it is recording, flush and journal, with
 * `--quick` only for Node.js 24 and once, with `--check` it fails where a target is missed.
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
} as const;
type Variant = keyof typeof variants;
const isTold = (option: string) => process.argv.includes(`--${option}`);
const quick = isTold('quick');
const steps: readonly Variant[] = isTold('shares')
  ? ['bare', 'recording', 'flush', 'journal']
  : ['bare', 'journal'];
/** Garbage is collected at other moments from one run to the next: the least of some runs has the fewest. */
const repeats = quick ? 1 : 3;

/** Spans of a process's life, each from one number of calls to another. */
const spans = {
  init: [undefined, 0],
  'first invocation': [0, 1],
  'each, 2nd to 11th': [1, 11],
  'each, 12th to 31st': [11, 31],
} as const;
const callCounts = [0, 1, 11, 31];

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

/** Millions of instructions of a process that ends after so many calls, by variant and number of calls. */
type Totals = Readonly<Record<Variant, readonly number[]>>;

/** Two processes at a time, as there are two cores. */
async function totals(handler: Handler, runtime: Runtime): Promise<Totals> {
  const counted: Record<Variant, number[]> = { bare: [], recording: [], flush: [], journal: [] };
  const run = (variant: Variant, calls: number, index: number) => async () => {
    const count = await millions(handler, runtime, variant, calls);
    counted[variant][index] = Math.min(count, counted[variant][index] ?? count);
  };
  const runs = Array.from({ length: repeats }).flatMap(() =>
    steps.flatMap((variant) => callCounts.map((calls, index) => run(variant, calls, index))),
  );
  const work = async () => {
    for (let next = runs.pop(); next; next = runs.pop()) await next();
  };
  await Promise.all([work(), work()]);
  return counted;
}

async function millions(handler: Handler, { node }: Runtime, variant: Variant, calls: number) {
  const { module, environment } = variants[variant];
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
      // valgrind takes fifty times as long.
      ANTIFREEZE_FLUSH_TIMEOUT: '60000',
      OTEL_EXPORTER_OTLP_TIMEOUT: '60000',
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
    const added = (rest.at(-1) ?? 0) - bare;
    const target = targets[handler]?.[span as keyof typeof spans];
    const columns = { bare, added, ...(shares.length > 1 && sharesOf(shares)) };
    return [span, { ...rounded(columns), target: target ? verdict(target, added, bare) : '' }];
  });
  console.table(Object.fromEntries(rows));
}

function sharesOf([recording, flush, journal]: readonly number[]) {
  return { recording, flush, journal };
}

function between(counted: readonly number[], from: number | undefined, to: number): number {
  const at = (calls: number) => counted[callCounts.indexOf(calls)] ?? Number.NaN;
  return from === undefined ? at(to) : (at(to) - at(from)) / (to - from);
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
