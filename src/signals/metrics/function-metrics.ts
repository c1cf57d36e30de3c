import {
  type Attributes,
  type Context,
  type Counter,
  type Histogram,
  type MeterProvider,
  ValueType,
} from '@opentelemetry/api';
import type { Invocation } from '../../core/invocation.ts';
import type { ObserveInvocation } from '../../core/observe-invocation.ts';
import type { Failure, Outcome } from '../../core/outcome.ts';
import { version } from '../../support/version.ts';
import { durationBounds, secondsSince } from './durations.ts';

/** What became of an invocation. */
type Ending = 'invocations' | 'errors' | 'timeouts';

/** The metrics of the function as such. https://opentelemetry.io/docs/specs/semconv/faas/faas-metrics/ */
export interface FunctionMetrics {
  readonly observe: ObserveInvocation;
  /** Counts an invocation of which only its end is known. */
  count(ending: Ending, attributes: Attributes): void;
}

/** In bytes: the sizes that functions have, and what is below. */
const memoryBounds = [32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 10240].map(
  (mebibytes) => mebibytes * 2 ** 20,
);

/** `every` is called all that many milliseconds as long as an invocation lasts. */
export function functionMetrics(
  provider: MeterProvider,
  { interval, every }: { readonly interval: number; readonly every: () => void },
): FunctionMetrics {
  const instruments = createInstruments(provider);
  const { invokeDuration, memUsage, cpuUsage } = instruments;
  let open = 0;
  /** Changes whenever two invocations overlap. */
  let overlaps = 0;

  return {
    count: (ending, attributes) => instruments[ending].add(1, triggerOf(attributes)),
    observe({ invocation, init, context }) {
      const attributes = triggerOf(init.attributes);
      const startedAt = performance.now();
      const cpu = process.cpuUsage();
      const timer = setInterval(every, interval).unref?.();
      if (open > 0) overlaps += 1;
      const isFirst = open === 0;
      const seen = overlaps;
      open += 1;
      recordColdStart(instruments, invocation, attributes, context);
      return (outcome, failure) => {
        clearInterval(timer);
        open -= 1;
        invokeDuration.record(secondsSince(startedAt), attributes, context);
        instruments[endingOf(outcome, failure)].add(1, attributes, context);
        // The highest since the process began, as the platform bills it.
        memUsage.record(process.resourceUsage().maxRSS * 1024, attributes, context);
        // Of several at once nobody can tell whose it is.
        if (isFirst && seen === overlaps) cpuUsage.record(cpuSince(cpu), attributes, context);
      };
    },
  };
}

interface Instruments extends Readonly<Record<Ending | 'coldstarts', Counter>> {
  readonly invokeDuration: Histogram;
  readonly initDuration: Histogram;
  readonly memUsage: Histogram;
  readonly cpuUsage: Histogram;
}

function createInstruments(provider: MeterProvider): Instruments {
  const meter = provider.getMeter('antifreeze', version);
  const counter = (name: string, unit: string, description: string) =>
    meter.createCounter(`faas.${name}`, {
      unit: `{${unit}}`,
      description,
      valueType: ValueType.INT,
    });
  const histogram = (name: string, unit: string, description: string, bounds: number[]) =>
    meter.createHistogram(`faas.${name}`, {
      unit,
      description,
      advice: { explicitBucketBoundaries: bounds },
    });
  const durations = [...durationBounds];
  return {
    invokeDuration: histogram('invoke_duration', 's', 'How long the handler took', durations),
    initDuration: histogram('init_duration', 's', 'How long initialisation took', durations),
    memUsage: histogram('mem_usage', 'By', 'Most memory that the process has had', memoryBounds),
    cpuUsage: histogram('cpu_usage', 's', 'Processor time of an invocation', durations),
    coldstarts: counter('coldstarts', 'coldstart', 'Invocations that waited for initialisation'),
    invocations: counter('invocations', 'invocation', 'Invocations that succeeded'),
    errors: counter('errors', 'error', 'Invocations that failed'),
    timeouts: counter('timeouts', 'timeout', 'Invocations that ran out of time'),
  };
}

function recordColdStart(
  { coldstarts, initDuration }: Instruments,
  { initialization }: Invocation,
  attributes: Attributes,
  context: Context,
): void {
  if (!initialization) return;
  const { start, end } = initialization;
  coldstarts.add(1, attributes, context);
  initDuration.record(Math.max(0, end - start) / 1_000, attributes, context);
}

function triggerOf({ 'faas.trigger': trigger }: Attributes): Attributes {
  return trigger === undefined ? {} : { 'faas.trigger': trigger };
}

function endingOf({ status }: Outcome, failure: Failure | undefined): Ending {
  if (status === 'timed-out') return 'timeouts';
  return status === 'returned' && !failure ? 'invocations' : 'errors';
}

function cpuSince(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1_000_000;
}
