/**
 * Counts the instructions that tracing adds to a function, with valgrind: what a young sandbox pays, on any machine.
 * `npm run bench:instructions`, four minutes; with `-- --shares` also what of it is recording, flush and journal, with
 * `--filters`, `--payloads`, `--metrics` and `--logs` what each of these adds: filters and rules of what is kept, all payloads
 * and headers, metrics, records of some lines of the console. With `--ahead` where nobody waits for initialisation, `--quick`
 * only for Node.js 24 and once, with `--check` it fails where a limit is passed.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { availableRuntimes, type Runtime } from '../../harness/lambda/runtimes.ts';
import { deployHandler, type Handler } from '../deploy-handler.ts';
import { startServers } from '../start-servers.ts';
import { median } from '../statistics.ts';
import { countInstructions } from './count.ts';

/** Untraced, with ever more of the tracing, and that with one thing more: what a step adds is its share. */
const variants = {
  bare: { module: 'bare.js', environment: {} },
  recording: {
    module: 'bundle.js',
    environment: { OTEL_TRACES_EXPORTER: 'none', ANTIFREEZE_JOURNAL: 'false' },
  },
  flush: { module: 'bundle.js', environment: { ANTIFREEZE_JOURNAL: 'false' } },
  journal: { module: 'bundle.js', environment: {} },
  filters: {
    module: 'bundle.js',
    environment: {
      ANTIFREEZE_IGNORE: 'warm-ups,/health*',
      ANTIFREEZE_IGNORE_SPANS: 'shorter:0.001&kind:internal',
      ANTIFREEZE_KEEP: 'errors,slower:60000,ratio:1',
    },
  },
  payloads: {
    module: 'bundle.js',
    environment: {
      ANTIFREEZE_CAPTURE: 'all',
      OTEL_INSTRUMENTATION_HTTP_CAPTURE_HEADERS_SERVER_REQUEST: '.*',
      OTEL_INSTRUMENTATION_HTTP_CAPTURE_HEADERS_CLIENT_REQUEST: '.*',
      OTEL_INSTRUMENTATION_HTTP_CAPTURE_HEADERS_CLIENT_RESPONSE: '.*',
    },
  },
  metrics: { module: 'bundle.js', environment: { OTEL_METRICS_EXPORTER: 'otlp' } },
  lines: { module: 'bundle.js', environment: { LINES: '5' } },
  logs: {
    module: 'bundle.js',
    environment: { LINES: '5', OTEL_LOGS_EXPORTER: 'otlp', ANTIFREEZE_CAPTURE_CONSOLE: 'true' },
  },
} as const;
type Variant = keyof typeof variants;
const isTold = (option: string) => process.argv.includes(`--${option}`);
const quick = isTold('quick');
const initializationType = isTold('ahead') ? 'provisioned-concurrency' : 'on-demand';
const steps: readonly Variant[] = [
  'bare',
  ...(isTold('shares') ? (['recording', 'flush'] as const) : []),
  'journal',
  ...(isTold('filters') ? (['filters'] as const) : []),
  ...(isTold('payloads') ? (['payloads'] as const) : []),
  ...(isTold('metrics') ? (['metrics'] as const) : []),
  ...(isTold('logs') ? (['lines', 'logs'] as const) : []),
];
/** Garbage is collected at other moments from one run to the next: the middle one of some runs counts. */
const repeats = quick ? 1 : 3;

/** What a process is counted by: its initialisation, and calls from the one after the first number to the second. */
const spans = {
  init: [0, 0],
  'first invocation': [0, 1],
  'each, 2nd to 11th': [1, 11],
  'each, 12th to 31st': [11, 31],
} as const;
const marks = Object.values(spans).map(([, last]) => last);

/**
 * Under valgrind, which takes fifty times as long. To read these settings costs an initialisation that others don't pay,
 * so its sum is counted without.
 */
const moreTime = { ANTIFREEZE_FLUSH_TIMEOUT: '60000', OTEL_EXPORTER_OTLP_TIMEOUT: '60000' };

/**
 * The most that tracing may add, in millions of instructions, or as a share of what is bare: a few per cent above what it adds
 * now, so that whoever adds more notices.
 */
const targets: Readonly<Record<string, Partial<Record<keyof typeof spans, Target>>>> = {
  'light nodejs24.x': {
    init: { millions: isTold('ahead') ? 135 : 50.6 },
    'first invocation': { millions: isTold('ahead') ? 10 : 39 },
    'each, 2nd to 11th': { millions: 2.9 },
    'each, 12th to 31st': { millions: 1.3 },
  },
  'light nodejs22.x': {
    ...(isTold('ahead') ? {} : { init: { millions: 55 }, 'first invocation': { millions: 53 } }),
    'each, 2nd to 11th': { millions: 5.3 },
    'each, 12th to 31st': { millions: 2.5 },
  },
  'calls nodejs24.x': {
    'each, 2nd to 11th': { millions: 6.5 },
    'each, 12th to 31st': { ofBare: 0.85 },
  },
  'calls nodejs22.x': {
    'each, 2nd to 11th': { millions: 11 },
    'each, 12th to 31st': { ofBare: 0.75 },
  },
};

type Target = { readonly millions: number } | { readonly ofBare: number };

const runtimes = availableRuntimes().filter(({ name }) => !quick || name === 'nodejs24.x');
const directory = mkdtempSync(join(tmpdir(), 'antifreeze-instructions-'));
const servers = await startServers();
const { collector, upstream } = servers;
let isWithinTargets = true;
try {
  for (const handler of ['light', 'calls'] as const) {
    await deployHandler(handler, join(directory, handler));
    for (const runtime of runtimes) report(handler, runtime, await sampleAll(handler, runtime));
  }
} finally {
  servers.stop();
  rmSync(directory, { recursive: true });
}
if (isTold('check') && !isWithinTargets) process.exitCode = 1;

/** Of one variant, in millions of instructions. */
interface Sample {
  /** An initialisation that has no settings to read. */
  readonly init: number;
  /** Each of the `spans`, where there are some. */
  readonly spans: readonly number[];
}

type Samples = Readonly<Record<Variant, readonly Sample[]>>;

/** Two processes at a time, as there are two cores. */
async function sampleAll(handler: Handler, runtime: Runtime): Promise<Samples> {
  const samples: Record<Variant, Sample[]> = {
    bare: [],
    recording: [],
    flush: [],
    journal: [],
    filters: [],
    payloads: [],
    metrics: [],
    lines: [],
    logs: [],
  };
  for (let round = 0; round < repeats; round++)
    for (const variant of steps) samples[variant].push(await sample(handler, runtime, variant));
  return samples;
}

async function sample(handler: Handler, { node }: Runtime, variant: Variant): Promise<Sample> {
  const { module, environment } = variants[variant];
  const count = async (upTo: readonly number[], settings: Record<string, string>) => {
    const counted = await countInstructions({
      node,
      module: join(directory, handler, module),
      marks: upTo,
      environment: {
        AWS_LAMBDA_FUNCTION_NAME: 'measured',
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1024',
        AWS_LAMBDA_INITIALIZATION_TYPE: initializationType,
        AWS_LAMBDA_RUNTIME_API: '127.0.0.1:9',
        AWS_REGION: 'eu-west-1',
        AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
        AWS_SECRET_ACCESS_KEY: 'example',
        UPSTREAM: upstream,
        OTEL_EXPORTER_OTLP_ENDPOINT: collector,
        ...settings,
        ...environment,
      },
    });
    return counted.map((instructions) => instructions / 1e6);
  };
  const [[init = Number.NaN], all] = await Promise.all([count([0], {}), count(marks, moreTime)]);
  const callsIn = Object.values(spans).map(([after, last]) => Math.max(1, last - after));
  return { init, spans: all.map((millions, index) => millions / (callsIn[index] ?? 1)) };
}

function report(handler: Handler, { name }: Runtime, samples: Samples): void {
  console.log(`\n${handler} handler, ${name}: millions of instructions of the main thread`);
  const rows = Object.keys(spans).map((span, index) => {
    const [bare = 0, ...rest] = steps.map((variant) =>
      index === 0
        ? initOf(samples, variant)
        : middle(samples[variant], (each) => each.spans[index]),
    );
    const totalOf = (variant: Variant) => rest[steps.indexOf(variant) - 1] ?? bare;
    const shares = rest.map((value, step) => value - totalOf(baseOf(step + 1)));
    const added = totalOf('journal') - bare;
    const target = targets[`${handler} ${name}`]?.[span as keyof typeof spans];
    const columns = { bare, added, ...(shares.length > 1 && sharesOf(shares)) };
    return [span, { ...rounded(columns), target: target ? verdict(target, added, bare) : '' }];
  });
  console.table(Object.fromEntries(rows));
}

/** What a step is compared with: each of those after the whole of tracing adds to that, but for logs, which need lines. */
function baseOf(step: number): Variant {
  if (steps[step] === 'logs') return 'lines';
  return step > steps.indexOf('journal') ? 'journal' : (steps[step - 1] ?? 'bare');
}

function sharesOf(shares: readonly number[]): Record<string, number> {
  return Object.fromEntries(shares.map((share, index) => [steps[index + 1] ?? '', share]));
}

/** Without what reading settings costs, which all that is traced does. */
function initOf(samples: Samples, variant: Variant): number {
  if (variant === 'bare') return middle(samples.bare, ({ init }) => init);
  const withSettings = (of: Variant) => middle(samples[of], ({ spans: [init] }) => init);
  const alone = middle(samples.journal, ({ init }) => init);
  return alone + withSettings(variant) - withSettings('journal');
}

function middle(samples: readonly Sample[], read: (sample: Sample) => number | undefined): number {
  return median(samples.map((sample) => read(sample) ?? Number.NaN));
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
