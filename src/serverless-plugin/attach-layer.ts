import { layerRuntimes } from '../support/layer.ts';
import type { BuiltLayer } from './built-layer.ts';
import { findConflict, settingsOf } from './function-settings.ts';
import type { Serverless, ServiceFunction } from './service.ts';
import { hasDestination, tracingVariables } from './tracing-variables.ts';

/** Lambda's own limit. */
const mostLayers = 5;

/** Why a function stays as it is: the user said so, or it can't be traced, or the configuration has a mistake. */
export interface Refusal {
  readonly kind: 'switched off' | 'untraceable' | 'mistake';
  readonly reason: string;
}

/** Gives one function the layer and its variables, and leaves its handler alone. Undefined when that is done. */
export function attachLayer(
  serverless: Serverless,
  name: string,
  { reference }: BuiltLayer,
): Refusal | undefined {
  const { service } = serverless;
  const { provider, functions } = service;
  const traced = functions[name];
  if (!traced) return { kind: 'mistake', reason: `there is no function ${name}` };
  const settings = settingsOf(service, traced);
  if (!settings.enabled) return { kind: 'switched off', reason: '' };
  const reason = whyUntraceable(traced, provider.runtime);
  if (reason) return { kind: 'untraceable', reason };

  const environment = tracingVariables(serverless, settings, {
    ...provider.environment,
    ...traced.environment,
  });
  const layers = [...(traced.layers ?? provider.layers ?? []), settings.layer ?? reference];
  const conflict = findConflict(traced, settings);
  if (conflict !== undefined) return mistake(conflict);
  if (!hasDestination(environment))
    return mistake(`it has no endpoint: set custom.antifreeze.endpoint to your collector's URL`);
  if (layers.length > mostLayers)
    return mistake(`it would have ${layers.length} layers, and Lambda takes ${mostLayers}`);
  traced.environment = environment;
  traced.layers = layers;
  return undefined;

  function mistake(what: string): Refusal {
    return { kind: 'mistake', reason: `functions.${name} can't be traced: ${what}` };
  }
}

function whyUntraceable(
  { image, runtime }: ServiceFunction,
  sharedRuntime: string | undefined,
): string | undefined {
  if (image !== undefined) return 'a container image takes no layers';
  const used = runtime ?? sharedRuntime;
  return used !== undefined && layerRuntimes.includes(used)
    ? undefined
    : `the layer is for ${layerRuntimes.join(' and ')}`;
}
