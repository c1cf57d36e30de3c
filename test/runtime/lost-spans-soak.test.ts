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
import { account } from './soak/account.ts';
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

/**
 * After each of these that keeps spans, the connection stays: so a request that another one follows on its connection
 * is known to have arrived. A refusal is a span that is dropped.
 */
const moods: readonly Behaviour[] = [
  {},
  {},
  {},
  { delayMs: 10 },
  { status: 503 },
  { status: 400 },
  { answer: 'reset' },
  { answer: 'never' },
  { status: 503, connection: 'close' },
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
      ANTIFREEZE_FLUSH_TIMEOUT: '100',
      OTEL_BSP_MAX_QUEUE_SIZE: String(held),
      ...disk.environment,
    },
  });
  const random = randomNumbers(seed);
  return { fn: started, collector, disk, random, made: 0, environment: 0 };
}

/** Counts the spans of one call: its own, the root and, where a cold start comes to an end, `init`. */
function count(soak: Soak, own: number, ends = true): void {
  const { environmentsStarted } = soak.fn;
  const hasInit = ends && soak.environment !== environmentsStarted;
  soak.made += own + 1 + (hasInit ? 1 : 0);
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
  await sleep(random() * 20);
  await fn.kill();
}

async function killMeanwhile(soak: Soak, spans: number): Promise<void> {
  const { fn } = soak;
  const from = fn.logs.length;
  const lost = fn.invoke({ ending: 'wait', spans });
  while (!fn.logs.slice(from).some(({ text }) => text.includes('waiting'))) await sleep(5);
  count(soak, spans, false);
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

/** Calls, with all well again, until the spans of two calls are here at once: those before are, or have been dropped. */
async function drain(soak: Soak): Promise<void> {
  const { fn } = soak;
  const deadline = Date.now() + 90_000;
  soak.collector.behave({});
  soak.disk.slowDown(0);
  for (let inTime = 0; inTime < 2 && Date.now() < deadline; ) {
    const before = soak.collector.spans().length;
    await fn.invoke({ spans: 0 });
    count(soak, 1);
    await fn.frozen();
    inTime = soak.collector.spans().length > before ? inTime + 1 : 0;
    // An open circuit breaker lets a probe through after a while.
    if (inTime === 0) await sleep(100);
  }
}

/** For who watches a long soak. */
function report(runtime: RuntimeName, called: number, soak: Soak): string {
  const { made, fn } = soak;
  const { received, dropped, twice, unknown } = account(soak.collector.requests());
  const both = received + dropped - made;
  return `${runtime}, seed ${seed}: ${called} invocations in ${fn.environmentsStarted} processes, ${made} spans made, ${received} received, ${dropped} reported as dropped, ${both} of these although they or the report had come (${unknown} may be), ${twice} received twice`;
}

test.each(availableRuntimes())(
  `on $name, of ${calls} invocations with faults every span arrives or is reported as dropped`,
  { timeout: Math.max(240_000, 120 * calls) },
  async ({ name }) => {
    const soak = await startSoak(name);

    for (let number = 1; number <= calls; number++) {
      changeMoods(soak);
      await (soak.disk.canBeFull && soak.random() < 0.002 ? callWithFullDisk(soak) : call(soak));
      if (number % 1_000 === 0) {
        await drain(soak);
        console.info(report(name, number, soak));
      }
    }
    await drain(soak);

    const { received, dropped, unknown, needlesslyTwice } = account(soak.collector.requests());
    const both = received + dropped - soak.made;
    expect(both, report(name, calls, soak)).toBeGreaterThanOrEqual(0);
    expect(both).toBeLessThanOrEqual(unknown);
    expect(dropped).toBeGreaterThan(0);
    expect(needlesslyTwice).toBe(0);
  },
);
