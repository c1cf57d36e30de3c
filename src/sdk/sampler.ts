import { trace } from '@opentelemetry/api';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  type Sampler,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace';
import type { Config, SamplerName } from '../config/config.ts';
import type { CustomParts } from '../config/read-config.ts';
import { isSamplingUndecided } from '../propagation/sampling-undecided.ts';

const samplers: { readonly [Name in SamplerName]: (ratio: number) => Sampler } = {
  always_on: () => new AlwaysOnSampler(),
  always_off: () => new AlwaysOffSampler(),
  traceidratio: (ratio) => new TraceIdRatioBasedSampler(ratio),
  parentbased_always_on: () => new ParentBasedSampler({ root: new AlwaysOnSampler() }),
  parentbased_always_off: () => new ParentBasedSampler({ root: new AlwaysOffSampler() }),
  parentbased_traceidratio: (ratio) =>
    new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio) }),
};

/** The user's own sampler, or the one that `OTEL_TRACES_SAMPLER` and its argument name. */
export function createSampler(config: Config, { sampler }: CustomParts): Sampler {
  return sampler ?? decidingAsRoot(samplers[config.sampler](config.samplerRatio));
}

/** The same sampler, which takes a parent whose sampling nobody has decided for none. */
function decidingAsRoot(sampler: Sampler): Sampler {
  return {
    shouldSample: (parent, ...rest) =>
      sampler.shouldSample(
        isSamplingUndecided(parent) ? trace.deleteSpan(parent) : parent,
        ...rest,
      ),
    toString: () => sampler.toString(),
  };
}
