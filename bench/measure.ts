import { type LambdaFunction, type RuntimeName, startFunction } from '../harness/lambda/index.ts';
import { event } from './event.ts';
import { median } from './statistics.ts';

/** A function, with and without tracing. */
export interface Subject {
  readonly runtime: RuntimeName;
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly traced: TracedForm;
}

/** How a function is traced: by another module than `bare`, or by variables. */
export interface TracedForm {
  readonly handler: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** The measured quantities, in milliseconds and megabytes, each with a value a sample. */
interface Samples {
  readonly init: number[];
  readonly firstResponse: number[];
  readonly response: number[];
  readonly billed: number[];
  readonly memory: number[];
}

export type Quantity = keyof Samples;
type Variant = 'bare' | 'traced';
export type Measured = Record<Variant, Samples>;

export interface Effort {
  readonly coldStarts: number;
  /** Warm calls for each cold start of a pair. */
  readonly warmCalls: number;
}

/**
 * Pairs of environments, one bare and one traced, alive at the same time and called in turn, so that whatever slows
 * the machine slows both. Which comes first alternates.
 */
export async function measure(subject: Subject, effort: Effort): Promise<Measured> {
  const measured: Measured = { bare: noSamples(), traced: noSamples() };
  for (let round = 0; round < effort.coldStarts; round++) {
    const order: Variant[] = round % 2 === 0 ? ['bare', 'traced'] : ['traced', 'bare'];
    await measurePair(subject, order, effort.warmCalls, measured);
  }
  return measured;
}

async function measurePair(
  subject: Subject,
  order: readonly Variant[],
  warmCalls: number,
  measured: Measured,
): Promise<void> {
  const started: (readonly [LambdaFunction, Samples])[] = [];
  for (const variant of order) {
    started.push([await coldStart(subject, variant, measured[variant]), measured[variant]]);
  }
  for (let call = 0; call < warmCalls; call++) {
    for (const [called, samples] of started) await warmCall(called, samples);
  }
  for (const [called, samples] of started) {
    samples.memory.push(called.memory().peakResidentBytes / 1e6);
    await called.close();
  }
}

async function coldStart(subject: Subject, variant: Variant, samples: Samples) {
  const { runtime, directory, traced } = subject;
  const form: TracedForm = variant === 'bare' ? { handler: 'bare.handler' } : traced;
  const started = await startFunction({
    runtime,
    directory,
    handler: form.handler,
    environment: { ...subject.environment, ...form.environment },
    memoryMb: 1024,
  });
  if (started.initDuration === undefined)
    throw new Error(`${variant} did not start: ${started.initError?.errorMessage}`);
  samples.init.push(started.initDuration);
  const { times, status, payload } = await started.invoke(event);
  if (status !== 'response') throw new Error(`${variant} failed: ${payload}`);
  samples.firstResponse.push(times.responseMs);
  await started.frozen();
  return started;
}

async function warmCall(called: LambdaFunction, samples: Samples): Promise<void> {
  const { times, ended } = await called.invoke(event);
  samples.response.push(times.responseMs);
  samples.billed.push((await ended).billedMs);
  await called.frozen();
}

function noSamples(): Samples {
  return { init: [], firstResponse: [], response: [], billed: [], memory: [] };
}

/**
 * What tracing adds at the median of all pairs: their two samples were taken one right after the other, so that a machine
 * that grows slower for a while doesn't count.
 */
export function added({ bare, traced }: Measured, quantity: Quantity): number {
  const pairs = traced[quantity].map(
    (value, index) => value - (bare[quantity][index] ?? Number.NaN),
  );
  return median(pairs);
}
