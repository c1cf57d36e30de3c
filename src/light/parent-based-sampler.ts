// In place of the SDK's module of this name, whose samplers for each kind of parent can be chosen.

import { type Context, isSpanContextValid, TraceFlags, trace } from '@opentelemetry/api';
import { type Sampler, SamplingDecision, type SamplingResult } from '@opentelemetry/sdk-trace';

/** Samples as the parent is sampled, and by `root` where there is none. */
export class ParentBasedSampler implements Sampler {
  readonly #root: Sampler;

  constructor({ root }: { readonly root: Sampler }) {
    this.#root = root;
  }

  shouldSample(context: Context, ...rest: Rest): SamplingResult {
    const parent = trace.getSpanContext(context);
    if (!parent || !isSpanContextValid(parent)) return this.#root.shouldSample(context, ...rest);
    const isSampled = (parent.traceFlags & TraceFlags.SAMPLED) !== 0;
    return {
      decision: isSampled ? SamplingDecision.RECORD_AND_SAMPLED : SamplingDecision.NOT_RECORD,
    };
  }

  toString(): string {
    return `ParentBased{root=${this.#root}}`;
  }
}

type Rest = Parameters<Sampler['shouldSample']> extends [Context, ...infer Others] ? Others : never;
