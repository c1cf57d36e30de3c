import type { Resource } from '@opentelemetry/resources';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  type Sampler,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace';
import { findRuntimeClient } from '../aws/runtime-client.ts';
import type { Config, SamplerName } from '../config/config.ts';
import { readLambdaEnvironment } from '../config/lambda-environment.ts';
import { defaultRemoteSampling } from '../config/remote-sampling.ts';
import { temporaryDirectory } from '../config/temporary-directory.ts';
import type { httpClient as makeClient } from '../export/http-client.ts';
import { openSocket } from '../export/open-socket.ts';
import { remoteSampler } from '../sampling/jaeger/remote-sampler.ts';
import { parentThresholdSampler } from '../sampling/parent-threshold-sampler.ts';
import { probabilitySampler } from '../sampling/probability-sampler.ts';

/** All but the default, which a cold start has at hand. */
type OtherSampler = Exclude<SamplerName, 'parentbased_always_on'>;

type MakeClient = typeof makeClient;
type Make = (config: Config, resource: Resource, httpClient: MakeClient) => Sampler;

const samplers: { readonly [Name in OtherSampler]: Make } = {
  always_on: () => new AlwaysOnSampler(),
  always_off: () => new AlwaysOffSampler(),
  traceidratio: ({ samplerRatio }) => new TraceIdRatioBasedSampler(samplerRatio),
  parentbased_always_off: () => new ParentBasedSampler({ root: new AlwaysOffSampler() }),
  parentbased_traceidratio: ({ samplerRatio }) =>
    new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(samplerRatio) }),
  probability: ({ samplerRatio }) => probabilitySampler(samplerRatio),
  parentbased_probability: ({ samplerRatio }) =>
    parentThresholdSampler(probabilitySampler(samplerRatio)),
  jaeger_remote: (...parts) => jaegerSampler(false, ...parts),
  parentbased_jaeger_remote: (...parts) => jaegerSampler(true, ...parts),
};

/** The sampler that the configuration names. */
export function namedSampler(...[config, ...parts]: Parameters<Make>): Sampler {
  return samplers[config.sampler as OtherSampler](config, ...parts);
}

function jaegerSampler(
  parentBased: boolean,
  { remoteSampling = defaultRemoteSampling }: Config,
  resource: Resource,
  httpClient: MakeClient,
): Sampler {
  return remoteSampler(
    {
      ...remoteSampling,
      parentBased,
      service: String(resource.attributes['service.name']),
      folder: `${temporaryDirectory()}/antifreeze`,
      client: (url) => httpClient(url, { openSocket, holdsProcess: false }),
    },
    beforeFreeze,
  );
}

/** Has `work` done before each freeze but the one that follows initialisation. False where nothing is frozen, or not so. */
function beforeFreeze(work: () => Promise<void>): boolean {
  const { usesAlternativeClient, maxConcurrency } = readLambdaEnvironment();
  const client = usesAlternativeClient || maxConcurrency ? undefined : findRuntimeClient();
  if (!client) return false;
  const { next: askNext } = client;
  let hasServed = false;
  client.next = function next(this: unknown) {
    if (hasServed) return work().then(() => askNext.call(this));
    hasServed = true;
    return askNext.call(this);
  } as typeof askNext;
  return true;
}
