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

const directory = fileURLToPath(new URL('functions', import.meta.url));
const calls = 1_000;
/** Most spans that the function holds. */
const held = 40;
let collector: Collector | undefined;
let started: LambdaFunction | undefined;

afterEach(async () => {
  await started?.close();
  await collector?.close();
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
  readonly random: () => number;
  made: number;
  /** Sends that a kill may have cut off. */
  cutOff: number;
  /** The environment that has been called. */
  environment: number;
}

async function startSoak(runtime: RuntimeName): Promise<Soak> {
  collector = await startCollector();
  started = await startFunction({
    directory,
    runtime,
    handler: 'endings.handler',
    timeoutMs: 30_000,
    environment: {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      ANTIFREEZE_FLUSH_TIMEOUT: '60',
      OTEL_BSP_MAX_QUEUE_SIZE: String(held),
    },
  });
  const random = randomNumbers(20_260_101);
  return { fn: started, collector, random, made: 0, cutOff: 0, environment: 0 };
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

/** Spans that have arrived, each once, and what they report as dropped. */
function arrived({ collector: { spans } }: Soak): {
  readonly received: number;
  readonly dropped: number;
} {
  const unique = new Map(spans().map(({ spanId, attributes }) => [spanId, attributes]));
  const reports = [...unique.values()].map((each) => Number(each['antifreeze.dropped_spans'] ?? 0));
  return { received: unique.size, dropped: reports.reduce((sum, each) => sum + each, 0) };
}

/** Calls until nothing is missing: an open circuit breaker lets a probe through after a while. */
async function drain(soak: Soak): Promise<void> {
  const deadline = Date.now() + 90_000;
  const isMissing = () => arrived(soak).received + arrived(soak).dropped < soak.made;
  while (isMissing() && Date.now() < deadline) {
    await soak.fn.invoke({ spans: 0 });
    count(soak, 1);
    await soak.fn.frozen();
    await sleep(100);
  }
}

test.each(availableRuntimes())(
  'on $name, of a thousand invocations with faults every span arrives or is reported as dropped',
  { timeout: 240_000 },
  async ({ name }) => {
    const soak = await startSoak(name);

    for (let number = 0; number < calls; number++) {
      if (soak.random() < 0.05)
        soak.collector.behave(moods[Math.floor(soak.random() * moods.length)] ?? {});
      await call(soak);
    }
    soak.collector.behave({});
    await drain(soak);

    const { received, dropped } = arrived(soak);
    expect(received + dropped).toBe(soak.made);
    expect(dropped).toBeGreaterThan(0);
    const twice = soak.collector.spans().length - received;
    expect(twice).toBeLessThanOrEqual(soak.cutOff * held);
  },
);
