import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import type { Behaviour } from '../../harness/collector/behaviour.ts';
import type { Collector } from '../../harness/collector/collector.ts';
import {
  availableRuntimes,
  type LambdaFunction,
  type RuntimeName,
} from '../../harness/lambda/index.ts';
import { account, pointsIn } from './soak/account.ts';
import { createFaultyDisk, type FaultyDisk } from './soak/faulty-disk.ts';
import { allSignals, killWhileWaiting, sumOf, useFunctions } from './use-functions.ts';

let disk: FaultyDisk | undefined;
// The last of these runs first: then no function has files on the disk any more.
afterEach(() => disk?.remove());
const fixture = useFunctions({ handler: 'endings.handler', timeoutMs: 30_000 });
/** On each runtime. */
const calls = Number(process.env['ANTIFREEZE_SOAK'] ?? 1_000);
const seed = Number(process.env['ANTIFREEZE_SOAK_SEED'] ?? 20_260_101);
/** Most spans that the function holds, and most log records. */
const held = '40';

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
  /** Spans and records by their number, and what has been counted. */
  readonly made: { spans: number; records: number; orders: number };
  /** The environment that has been called. */
  environment: number;
}

async function startSoak(runtime: RuntimeName): Promise<Soak> {
  const { collector } = fixture;
  disk = createFaultyDisk();
  const fn = await fixture.start({
    runtime,
    environment: {
      ...allSignals,
      // Enough for a full batch of metrics also where the machine is busy, and little for a collector that never answers.
      ANTIFREEZE_FLUSH_TIMEOUT: '400',
      OTEL_BSP_MAX_QUEUE_SIZE: held,
      OTEL_BLRP_MAX_QUEUE_SIZE: held,
      ...disk.environment,
    },
  });
  const made = { spans: 0, records: 0, orders: 0 };
  return { fn, collector, disk, random: randomNumbers(seed), made, environment: 0 };
}

/** An event that has the function make something of each signal, whose numbers are those that come next. */
function nextEvent({ made, random }: Soak) {
  const [spans = 0, records = 0, count = 0] = Array.from({ length: 3 }, () =>
    Math.floor(random() * 6),
  );
  return { spans, first: made.records, records, count };
}

/**
 * Counts what one call has made. Beside its own spans that is the root and, where a cold start comes to an end, `init`;
 * and one more that it `ends` itself.
 */
function count(soak: Soak, event: ReturnType<typeof nextEvent>, ends = true): void {
  const { environmentsStarted } = soak.fn;
  const hasInit = ends && soak.environment !== environmentsStarted;
  soak.made.spans += event.spans + 1 + (ends ? 1 : 0) + (hasInit ? 1 : 0);
  soak.made.records += event.records;
  soak.made.orders += event.count;
  soak.environment = environmentsStarted;
}

async function call(soak: Soak): Promise<void> {
  const { fn, random } = soak;
  const event = nextEvent(soak);
  const fate = random();
  if (fate < 0.02) {
    await killWhileWaiting(fn, event);
    count(soak, event, false);
    return;
  }
  await invoke(soak, event, fate < 0.04 ? 'exit' : 'answer');
  if (fate < 0.98) {
    await fn.frozen();
    return;
  }
  // The caller has the answer, and all that was made is on its way.
  await sleep(random() * 20);
  await fn.kill();
}

/**
 * What happens while the disk is full is in memory alone, so nothing may end the process: it answers, and afterwards
 * everything is accounted for.
 */
async function callWithFullDisk(soak: Soak): Promise<void> {
  await callAndFreeze(soak);
  soak.disk.fill();
  for (let more = 1 + soak.random() * 20; more > 0; more--) {
    changeMoods(soak);
    await callAndFreeze(soak);
  }
  soak.disk.free();
  await drain(soak);
}

async function callAndFreeze(soak: Soak): Promise<void> {
  await invoke(soak, nextEvent(soak));
  await soak.fn.frozen();
}

async function invoke(
  soak: Soak,
  event: ReturnType<typeof nextEvent>,
  ending: 'answer' | 'exit' = 'answer',
): Promise<void> {
  const { status } = await soak.fn.invoke({ ...event, ending });
  // Else nobody knows how far it came.
  expect(status).toBe(ending === 'answer' ? 'response' : 'exited');
  count(soak, event);
}

function changeMoods({ random, collector, disk }: Soak): void {
  if (random() < 0.05) collector.behave(oneOf(moods, random) ?? {});
  if (random() < 0.05) disk.slowDown(oneOf(diskDelays, random) ?? 0);
}

function oneOf<Item>(items: readonly Item[], random: () => number): Item | undefined {
  return items[Math.floor(random() * items.length)];
}

/**
 * Calls, with all well again, until of two calls all signals are here at once: what was made before is, or has been
 * dropped.
 */
async function drain(soak: Soak): Promise<void> {
  const { fn, collector } = soak;
  const deadline = Date.now() + 90_000;
  const event = { spans: 0, records: 1, count: 0 };
  const sizes = () =>
    [collector.spans(), collector.logs(), collector.points()].map((all) => all.length);
  collector.behave({});
  soak.disk.slowDown(0);
  for (let inTime = 0; inTime < 2 && Date.now() < deadline; ) {
    const before = sizes();
    await invoke(soak, { ...event, first: soak.made.records });
    await fn.frozen();
    const isInTime = sizes().every((size, index) => size > (before[index] ?? 0));
    inTime = isInTime ? inTime + 1 : 0;
    // An open circuit breaker lets a probe through after a while.
    if (!isInTime) await sleep(100);
  }
}

/** What became of what was made. */
function accounts({ collector, made }: Soak) {
  const requests = collector.requests();
  const { kept, refused } = pointsIn(requests);
  const ofSignal = (signal: 'traces' | 'logs' | 'metrics', made: number) => {
    const { received, dropped, ...others } = account(requests, signal);
    return { made, received, dropped, both: received + dropped - made, ...others };
  };
  return {
    spans: ofSignal('traces', made.spans),
    'log records': ofSignal('logs', made.records),
    metrics: ofSignal('metrics', kept.length + refused.length),
    orders: {
      made: made.orders,
      received: sumOf(kept, 'orders'),
      refused: sumOf(refused, 'orders'),
    },
  };
}

/** For who watches a long soak: `both` are dropped ones that have come, or whose report has, of which `unknown` may be. */
function report(runtime: RuntimeName, called: number, soak: Soak): string {
  const lines = Object.entries(accounts(soak)).map(
    ([of, numbers]) => `  ${of}: ${JSON.stringify(numbers)}`,
  );
  const processes = soak.fn.environmentsStarted;
  return [
    `${runtime}, seed ${seed}: ${called} invocations in ${processes} processes`,
    ...lines,
  ].join('\n');
}

test.each(availableRuntimes())(
  `on $name, of ${calls} invocations with faults every span, log record and measurement arrives or is reported as dropped`,
  { timeout: Math.max(300_000, 120 * calls) },
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

    const { orders, ...signals } = accounts(soak);
    const told = report(name, calls, soak);
    for (const { both, unknown, needlesslyTwice } of Object.values(signals)) {
      expect(both, told).toBeGreaterThanOrEqual(0);
      expect(both, told).toBeLessThanOrEqual(unknown);
      expect(needlesslyTwice, told).toBe(0);
    }
    // There is room for all metrics: only those are dropped that are refused.
    expect(signals.spans.dropped, told).toBeGreaterThan(0);
    expect(signals['log records'].dropped, told).toBeGreaterThan(0);
    expect(orders.received + orders.refused, told).toBe(orders.made);
    expect(orders.received, told).toBeGreaterThan(0);
  },
);
