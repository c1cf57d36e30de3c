import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import type { Behaviour } from '../../harness/collector/behaviour.ts';
import { type Collector, startCollector } from '../../harness/collector/collector.ts';
import {
  availableRuntimes,
  type LambdaFunction,
  type RuntimeName,
  startFunction,
} from '../../harness/lambda/index.ts';
import { createFaultyDisk, type FaultyDisk } from './soak/faulty-disk.ts';

const directory = fileURLToPath(new URL('functions', import.meta.url));
/** On each runtime. */
const calls = Number(process.env['ANTIFREEZE_SOAK'] ?? 1_000);
const seed = Number(process.env['ANTIFREEZE_SOAK_SEED'] ?? 20_260_101);
/** Most spans that the function holds. */
const held = 40;
let collector: Collector | undefined;
let started: LambdaFunction | undefined;
let disk: FaultyDisk | undefined;

afterEach(async () => {
  await started?.close();
  await collector?.close();
  disk?.remove();
});

/** None of these takes spans without acknowledging them, but for `slow`, when the function is killed meanwhile. */
const moods: readonly Behaviour[] = [
  {},
  {},
  {},
  { delayMs: 10 },
  { status: 503 },
  { answer: 'reset' },
  { answer: 'never' },
  { connection: 'close' },
];

/** What each write to the journal takes longer, in milliseconds. */
const diskDelays = [0, 0, 0, 0, 1, 3];

/** The same sequence for the same seed, so that a failure can be seen again. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

interface Soak {
  readonly fn: LambdaFunction;
  readonly collector: Collector;
  readonly disk: FaultyDisk;
  readonly random: () => number;
  made: number;
  /** Sends that a kill may have cut off. */
  cutOff: number;
  /** The environment that has been called. */
  environment: number;
}

async function startSoak(runtime: RuntimeName): Promise<Soak> {
  collector = await startCollector();
  disk = createFaultyDisk();
  started = await startFunction({
    directory,
    runtime,
    handler: 'endings.handler',
    timeoutMs: 30_000,
    environment: {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      ANTIFREEZE_FLUSH_TIMEOUT: '60',
      OTEL_BSP_MAX_QUEUE_SIZE: String(held),
      ...disk.environment,
    },
  });
  const random = randomNumbers(seed);
  return { fn: started, collector, disk, random, made: 0, cutOff: 0, environment: 0 };
}

/** Counts the spans of one call: its own, the root and, on a cold start, `init`. */
function count(soak: Soak, own: number): void {
  const { environmentsStarted } = soak.fn;
  soak.made += own + 1 + (soak.environment === environmentsStarted ? 0 : 1);
  soak.environment = environmentsStarted;
}

async function call(soak: Soak): Promise<void> {
  const { fn, random } = soak;
  const spans = Math.floor(random() * 6);
  const fate = random();
  if (fate < 0.02) {
    await killMeanwhile(soak, spans);
    return;
  }
  await fn.invoke({ ending: fate < 0.04 ? 'exit' : 'answer', spans });
  count(soak, spans + 1);
  if (fate < 0.98) {
    await fn.frozen();
    return;
  }
  // The caller has the answer, and the spans are on their way.
  soak.cutOff += 1;
  await sleep(random() * 20);
  await fn.kill();
}

async function killMeanwhile(soak: Soak, spans: number): Promise<void> {
  const { fn } = soak;
  const from = fn.logs.length;
  const lost = fn.invoke({ ending: 'wait', spans });
  while (!fn.logs.slice(from).some(({ text }) => text.includes('waiting'))) await sleep(5);
  count(soak, spans);
  await fn.kill();
  await lost;
}

/**
 * What happens while the disk is full is in memory alone, so nothing may end the process: it answers, and afterwards
 * everything is accounted for.
 */
async function callWithFullDisk(soak: Soak): Promise<void> {
  const { fn, random } = soak;
  await fn.invoke({ spans: 0 });
  count(soak, 1);
  await fn.frozen();
  soak.disk.fill();
  for (let more = 1 + random() * 20; more > 0; more--) {
    changeMoods(soak);
    const spans = Math.floor(random() * 6);
    await fn.invoke({ spans });
    count(soak, spans + 1);
    await fn.frozen();
  }
  soak.disk.free();
  await drain(soak);
}

function changeMoods({ random, collector, disk }: Soak): void {
  if (random() < 0.05) collector.behave(oneOf(moods, random) ?? {});
  if (random() < 0.05) disk.slowDown(oneOf(diskDelays, random) ?? 0);
}

function oneOf<Item>(items: readonly Item[], random: () => number): Item | undefined {
  return items[Math.floor(random() * items.length)];
}

/** Spans that have arrived, each once, and what they report as dropped. */
function arrived({ collector: { spans } }: Soak): {
  readonly received: number;
  readonly dropped: number;
} {
  const unique = new Map(spans().map(({ spanId, attributes }) => [spanId, attributes]));
  const reports = [...unique.values()].map((each) => Number(each['antifreeze.dropped_spans'] ?? 0));
  return { received: unique.size, dropped: reports.reduce((sum, each) => sum + each, 0) };
}

/** Calls, with all well again, until nothing is missing: an open circuit breaker lets a probe through after a while. */
async function drain(soak: Soak): Promise<void> {
  const deadline = Date.now() + 90_000;
  soak.collector.behave({});
  soak.disk.slowDown(0);
  const isMissing = () => arrived(soak).received + arrived(soak).dropped < soak.made;
  while (isMissing() && Date.now() < deadline) {
    await soak.fn.invoke({ spans: 0 });
    count(soak, 1);
    await soak.fn.frozen();
    await sleep(100);
  }
}

/** For who watches a long soak. */
function report(runtime: RuntimeName, called: number, soak: Soak): string {
  const { received, dropped } = arrived(soak);
  const twice = soak.collector.spans().length - received;
  return `${runtime}, seed ${seed}: ${called} invocations in ${soak.fn.environmentsStarted} processes, ${soak.made} spans made, ${received} received, ${dropped} reported as dropped, ${twice} came twice`;
}

test.each(availableRuntimes())(
  `on $name, of ${calls} invocations with faults every span arrives or is reported as dropped`,
  { timeout: Math.max(240_000, 120 * calls) },
  async ({ name }) => {
    const soak = await startSoak(name);

    for (let number = 1; number <= calls; number++) {
      changeMoods(soak);
      await (soak.disk.canBeFull && soak.random() < 0.002 ? callWithFullDisk(soak) : call(soak));
      if (number % 1_000 === 0) console.info(report(name, number, soak));
    }
    await drain(soak);

    const { received, dropped } = arrived(soak);
    console.info(report(name, calls, soak));
    expect(received + dropped).toBe(soak.made);
    expect(dropped).toBeGreaterThan(0);
    const twice = soak.collector.spans().length - received;
    expect(twice).toBeLessThanOrEqual(soak.cutOff * held);
  },
);
