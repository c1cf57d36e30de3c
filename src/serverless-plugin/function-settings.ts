import { findSecretReference } from '../relay/secret-reference.ts';
import type { ServiceSettings, SharedSettings } from './plugin-settings.ts';
import { type RelayQueue, relayQueueOf } from './relay-plan.ts';
import type { Service, ServiceFunction } from './service.ts';
import type { Layer } from './template-values.ts';

/** What counts for one function: its own settings over those of the service. */
export interface EffectiveSettings extends SharedSettings {
  readonly enabled: boolean;
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

/** What a relay of the service sends: each signal that the service has, or a single function that uses the relay. */
export function relaySettingsOf(service: Service): ServiceSettings {
  const settings = service.custom?.antifreeze ?? {};
  const senders = Object.values(service.functions)
    .map((each) => settingsOf(service, each))
    .filter(({ queue }) => queue !== undefined);
  const { logs = false, metrics = false } = settings;
  return {
    ...settings,
    logs: logs || senders.some((sender) => sender.logs),
    metrics: isSent(metrics) ? metrics : senders.some((sender) => isSent(sender.metrics)),
  };
}

/** CloudWatch finds the others in the log. */
function isSent(metrics: SharedSettings['metrics']): boolean {
  return Boolean(metrics) && metrics !== 'emf';
}

/** What doesn't fit together in a function's own settings and those of the service. */
export function findConflict(
  { antifreeze: own }: ServiceFunction,
  settings: EffectiveSettings,
): string | undefined {
  const { queue } = settings;
  const { relay, ...others } = typeof own === 'object' ? own : {};
  if (relay && !queue) return 'there is no relay: set custom.antifreeze.relay';
  if (queue && namesAnotherWay(others))
    return 'its spans go through the relay, to the endpoint of the service: an endpoint or headers of its own need relay: false beside them';
  const unresolved = headerSets(settings)
    .flatMap(Object.entries<string>)
    .find(([, value]) => findSecretReference(value));
  if (queue || unresolved === undefined) return undefined;
  return `only a relay can read the secret that its header ${unresolved[0]} names; write {{resolve:secretsmanager:...}} or {{resolve:ssm:...}}`;
}

/** The headers for all signals, and those for single ones. */
export function headerSets(settings: SharedSettings): Readonly<Record<string, string>>[] {
  const { logs, metrics } = settings;
  return [settings, logs, metrics].flatMap((each) =>
    typeof each === 'object' && each.headers ? [each.headers] : [],
  );
}

/** Whether a function says where its own signals go. */
function namesAnotherWay({ endpoint, headers, logs, metrics }: SharedSettings): boolean {
  const { captureConsole: _, ...wayOfLogs } = typeof logs === 'object' ? logs : {};
  const wayOfMetrics = typeof metrics === 'object' ? metrics : {};
  const all = [endpoint, headers, ...Object.values(wayOfLogs), ...Object.values(wayOfMetrics)];
  return all.some((each) => each !== undefined);
}
