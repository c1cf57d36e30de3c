import { findSecretReference } from '../relay/secret-reference.ts';
import { type RelayQueue, relayQueueOf } from './relay-plan.ts';
import type { Service, ServiceFunction } from './service.ts';
import type { Environment, Layer, Value } from './template-values.ts';

/** What counts for one function: its own settings over those of the service. */
export interface EffectiveSettings {
  readonly enabled: boolean;
  readonly endpoint?: Value;
  readonly headers?: Readonly<Record<string, string>>;
  readonly serviceName?: Value;
  readonly environment?: Environment;
  readonly layer?: Layer;
  /** Where spans go in place of the endpoint. */
  readonly queue: RelayQueue | undefined;
}

export function settingsOf(
  { custom }: Service,
  { antifreeze: own }: ServiceFunction,
): EffectiveSettings {
  const { relay: _, ...shared } = custom?.antifreeze ?? {};
  const queue = relayQueueOf(custom?.antifreeze ?? {});
  if (typeof own !== 'object') return { ...shared, enabled: own ?? shared.enabled ?? true, queue };
  const { relay = true, ...others } = own;
  return {
    enabled: true,
    ...shared,
    ...others,
    environment: { ...shared.environment, ...own.environment },
    queue: relay ? queue : undefined,
  };
}

/** What doesn't fit together in a function's own settings and those of the service. */
export function findConflict(
  { antifreeze: own }: ServiceFunction,
  { queue, headers = {} }: EffectiveSettings,
): string | undefined {
  const { endpoint, headers: ownHeaders, relay } = typeof own === 'object' ? own : {};
  if (relay && !queue) return 'there is no relay: set custom.antifreeze.relay';
  if (queue && (endpoint ?? ownHeaders) !== undefined)
    return 'its spans go through the relay, to the endpoint of the service: an endpoint or headers of its own need relay: false beside them';
  const unresolved = Object.keys(headers).find((name) => findSecretReference(headers[name] ?? ''));
  if (queue || unresolved === undefined) return undefined;
  return `only a relay can read the secret that its header ${unresolved} names; write {{resolve:secretsmanager:...}} or {{resolve:ssm:...}}`;
}
