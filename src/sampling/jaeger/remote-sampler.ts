import { diag, isSpanContextValid, trace } from '@opentelemetry/api';
import type { Sampler } from '@opentelemetry/sdk-trace';
import type { RemoteSampling } from '../../config/config.ts';
import type { Exchange } from '../../export/exchange.ts';
import { guard } from '../../support/guard.ts';
import { parentThresholdSampler } from '../parent-threshold-sampler.ts';
import { keptAnswer } from './kept-answer.ts';
import { readStrategy } from './strategy.ts';
import { strategySampler } from './strategy-sampler.ts';

/** How long one answer may take, in milliseconds, beside what else is done. */
const longestAnswerMs = 2_000;
/** How long a freeze is put off for it, in milliseconds. */
const longestWaitMs = 250;

export interface RemoteSamplerOptions extends RemoteSampling {
  readonly service: string;
  /** Whether a remote parent's decision counts. */
  readonly parentBased: boolean;
  /** Where the latest answer outlives the process. */
  readonly folder: string;
  /** Makes a client for one URL. */
  readonly client: (url: URL) => Exchange;
}

/** Has work done before each freeze; false where that can't be had. */
export type BeforeFreeze = (work: () => Promise<void>) => boolean;

/**
 * Samples new traces by the strategy of a Jaeger, the latest that has ever been told to this environment. Before a freeze
 * it is asked for when it is time to; where nothing freezes, beside the first invocation since.
 * https://www.jaegertracing.io/docs/latest/architecture/sampling/
 */
export function remoteSampler(options: RemoteSamplerOptions, beforeFreeze: BeforeFreeze): Sampler {
  const { parentBased, pollingIntervalMs } = options;
  const { asNow, ask } = latestStrategy(options);
  const following = parentThresholdSampler(asNow);
  let askedAt = Number.NEGATIVE_INFINITY;
  let asking: Promise<void> | undefined;

  /** Also where a clock was set back. */
  function isDue(): boolean {
    const since = Date.now() - askedAt;
    return since < 0 || since >= pollingIntervalMs;
  }

  function askIfDue(): void {
    if (asking || !isDue()) return;
    askedAt = Date.now();
    asking = ask().finally(() => {
      asking = undefined;
    });
  }

  const freezes = beforeFreeze(async () => {
    askIfDue();
    if (asking !== undefined) await settledWithin(longestWaitMs, asking);
  });
  return {
    shouldSample(context, ...rest) {
      // What the invocation does by itself goes first.
      if (!freezes && isDue()) setImmediate(askIfDue);
      const parent = trace.getSpanContext(context);
      const decides = !parentBased && parent?.isRemote && isSpanContextValid(parent);
      return (decides ? asNow : following).shouldSample(context, ...rest);
    },
    toString: () => following.toString(),
  };
}

interface LatestStrategy {
  readonly asNow: Sampler;
  ask(): Promise<void>;
}

function latestStrategy(options: RemoteSamplerOptions): LatestStrategy {
  const url = new URL(options.endpoint);
  url.searchParams.set('service', options.service);
  const kept = keptAnswer(options.folder, url.href);
  const exchange = options.client(url);
  let answer = kept.read() ?? '';
  let strategy = strategySampler(
    guard('reading the kept sampling strategy', () => answer && readStrategy(answer)) || {
      kind: 'probabilistic',
      rate: options.initialSamplingRate,
    },
  );

  async function ask(): Promise<void> {
    try {
      const told = await answerTo(exchange);
      // The same answer doesn't fill buckets anew.
      if (told === answer) return;
      strategy = strategySampler(readStrategy(told));
      answer = told;
      diag.debug(`antifreeze: sampling by ${strategy}`);
      kept.write(told);
    } catch (error) {
      const { origin, pathname } = url;
      diag.warn(`antifreeze: no sampling strategy from ${origin}${pathname}:`, error);
    }
  }

  return {
    asNow: {
      shouldSample: (...about) => strategy.shouldSample(...about),
      toString: () => `JaegerRemoteSampler{${strategy}}`,
    },
    ask,
  };
}

/** Throws where there is none. */
async function answerTo(exchange: Exchange): Promise<string> {
  const headers = { accept: 'application/json' };
  const exchanged = await exchange({ method: 'GET', headers }, Date.now() + longestAnswerMs);
  if (exchanged.status === 'unanswered') throw exchanged.cause;
  const { code, body, cutOff } = exchanged.response;
  if (code !== 200 || cutOff) throw cutOff ?? new Error(`it answered ${code}`);
  return body.toString();
}

/** Holds the event loop, which what is waited for doesn't. */
async function settledWithin(milliseconds: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([work, expired]);
  clearTimeout(timer);
}
