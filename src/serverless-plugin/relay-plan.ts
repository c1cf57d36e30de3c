import { relayEndpointVariables } from './endpoint-variables.ts';
import type { ExistingQueue, RelaySettings, ServiceSettings } from './plugin-settings.ts';
import type { Environment, Value } from './template-values.ts';

/** The queue that functions send to. */
export interface RelayQueue {
  readonly url: Value;
  readonly arn: Value;
  readonly kmsKeyArn?: Value | undefined;
}

type WithDefault =
  | 'messageRetentionPeriod'
  | 'maxReceiveCount'
  | 'batchSize'
  | 'maximumBatchingWindow'
  | 'maximumConcurrency'
  | 'memorySize'
  | 'timeout'
  | 'architecture';

/** The settings of a relay, with their defaults. */
export type RelayPlan = RelaySettings &
  Required<Pick<RelaySettings, WithDefault | 'visibilityTimeout'>>;

const defaults: Required<Pick<RelaySettings, WithDefault>> = {
  messageRetentionPeriod: 14 * 24 * 60 * 60,
  maxReceiveCount: 10,
  batchSize: 100,
  maximumBatchingWindow: 5,
  maximumConcurrency: 10,
  memorySize: 256,
  timeout: 30,
  architecture: 'arm64',
};

/** AWS recommends a visibility timeout of that many times the function's own. */
const visibilityFactor = 6;

/** The logical name of the queue that is deployed with the service. */
export const builtQueue = 'AntifreezeRelayQueue';

/** Where functions send to, where they send to a relay. */
export function relayQueueOf({ relay }: ServiceSettings): RelayQueue | undefined {
  if (relay === undefined || relay === false) return undefined;
  if (isExisting(relay))
    return { url: relay.queueUrl, arn: relay.queueArn, kmsKeyArn: relay.kmsKeyArn };
  return {
    url: { Ref: builtQueue },
    arn: { 'Fn::GetAtt': [builtQueue, 'Arn'] },
    kmsKeyArn: relay === true ? undefined : relay.kmsKeyArn,
  };
}

/** The variables of the relay's function, which exports in the place of the others. */
export function relayVariables(settings: ServiceSettings, plan: RelayPlan): Environment {
  const shared = Object.entries(settings.environment ?? {});
  return {
    ...relayEndpointVariables(settings),
    ...Object.fromEntries(shared.filter(([name]) => name.startsWith('OTEL_EXPORTER_OTLP_'))),
    ...plan.environment,
  };
}

/** The relay that is deployed with the service, if there is one. */
export function relayPlanOf({ relay }: ServiceSettings): RelayPlan | undefined {
  if (relay === undefined || relay === false || isExisting(relay)) return undefined;
  const plan = { ...defaults, ...(relay === true ? {} : relay) };
  return { visibilityTimeout: visibilityFactor * plan.timeout, ...plan };
}

function isExisting(relay: true | RelaySettings | ExistingQueue): relay is ExistingQueue {
  return typeof relay === 'object' && 'queueUrl' in relay;
}
