import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  type Sampler,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace';
import type { SamplerName } from '../config/config.ts';

/** All but the default, which a cold start has at hand. */
type OtherSampler = Exclude<SamplerName, 'parentbased_always_on'>;

const samplers: { readonly [Name in OtherSampler]: (ratio: number) => Sampler } = {
  always_on: () => new AlwaysOnSampler(),
  always_off: () => new AlwaysOffSampler(),
  traceidratio: (ratio) => new TraceIdRatioBasedSampler(ratio),
  parentbased_always_off: () => new ParentBasedSampler({ root: new AlwaysOffSampler() }),
  parentbased_traceidratio: (ratio) =>
    new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio) }),
};

/** A sampler of the specification by its name. `ratio` is the share of traces that those with a ratio keep. */
export function namedSampler(name: OtherSampler, ratio: number): Sampler {
  return samplers[name](ratio);
}
