import { trace } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import { AlwaysOnSampler, ParentBasedSampler, type Sampler } from '@opentelemetry/sdk-trace';
import type { Config } from '../config/config.ts';
import type { CustomParts } from '../config/found-config.ts';
import type { httpClient as makeClient } from '../export/http-client.ts';
import { isSamplingUndecided } from '../propagation/sampling-undecided.ts';
import { namedSampler } from './other-samplers.ts';

/** The user's own sampler, or the one that `OTEL_TRACES_SAMPLER` and its argument name. */
export function createSampler(
  config: Config,
  { sampler }: CustomParts,
  resource: Resource,
  httpClient: typeof makeClient,
): Sampler {
  if (sampler) return sampler;
  return decidingAsRoot(
    config.sampler === 'parentbased_always_on'
      ? new ParentBasedSampler({ root: new AlwaysOnSampler() })
      : namedSampler(config, resource, httpClient),
  );
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
