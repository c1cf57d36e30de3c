import { type Context, trace } from '@opentelemetry/api';
import { type Sampler, SamplingDecision, type SamplingResult } from '@opentelemetry/sdk-trace';
import { withThreshold } from '../../propagation/ot-trace-state.ts';
import { probabilitySampler } from '../probability-sampler.ts';
import { type TakeToken, tokenBucket } from '../token-bucket.ts';
import type { OperationStrategy, Strategy } from './strategy.ts';

/** Most operations that have a lower bound of their own: names that are never the same must not fill the memory. */
const mostOperations = 2_000;

/** Samples roots as a strategy says, which they tell of: Jaeger learns from these alone. */
export function strategySampler(strategy: Strategy): Sampler {
  if (strategy.kind === 'rate-limiting') return rateLimiting(strategy.perSecond);
  return strategy.kind === 'operations' ? byOperation(strategy) : probabilistic(strategy.rate);
}

function probabilistic(rate: number): Sampler {
  const sampler = probabilitySampler(rate);
  return {
    shouldSample: (context, ...rest) =>
      telling(context, sampler.shouldSample(context, ...rest), 'probabilistic', rate),
    toString: () => `probabilistic(${rate})`,
  };
}

function rateLimiting(perSecond: number): Sampler {
  const take = tokenBucket(perSecond);
  return {
    shouldSample: (context) =>
      telling(context, counted(context, take()), 'ratelimiting', perSecond),
    toString: () => `ratelimiting(${perSecond})`,
  };
}

function byOperation({ defaultRate, lowerBound, rates }: OperationStrategy): Sampler {
  const operations = new Map<string, { readonly sampler: Sampler; readonly take: TakeToken }>();
  const others = probabilistic(defaultRate);

  function operation(name: string) {
    const known = operations.get(name);
    if (known || operations.size >= mostOperations) return known;
    const rate = rates.get(name);
    const sampler = rate === undefined ? others : probabilistic(rate);
    const made = { sampler, take: tokenBucket(lowerBound) };
    operations.set(name, made);
    return made;
  }

  return {
    shouldSample(context, traceId, name, ...rest) {
      const { sampler = others, take } = operation(name) ?? {};
      const result = sampler.shouldSample(context, traceId, name, ...rest);
      // What is kept anyway counts for the lower bound, too.
      const isBelow = take?.() ?? false;
      if (result.decision !== SamplingDecision.NOT_RECORD || !isBelow) return result;
      return telling(context, counted(context, true), 'lowerbound', rates.get(name) ?? defaultRate);
    },
    toString: () => `operations(${rates.size}, default ${defaultRate})`,
  };
}

/** A decision that no probability is known of, by which nobody can count. */
function counted(context: Context, isKept: boolean): SamplingResult {
  const traceState = withThreshold(trace.getSpanContext(context)?.traceState, undefined);
  return {
    decision: isKept ? SamplingDecision.RECORD_AND_SAMPLED : SamplingDecision.NOT_RECORD,
    ...(traceState && { traceState }),
  };
}

/** Jaeger counts only roots without any parent that carry these. */
function telling(
  context: Context,
  result: SamplingResult,
  type: string,
  param: number,
): SamplingResult {
  return trace.getSpanContext(context)
    ? result
    : { ...result, attributes: { 'sampler.type': type, 'sampler.param': param } };
}
