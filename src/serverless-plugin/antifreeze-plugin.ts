import { isDeepStrictEqual } from 'node:util';
import { allowSending } from './allow-sending.ts';
import { attachLayer } from './attach-layer.ts';
import { addBuiltLayer, findBuiltLayer } from './built-layer.ts';
import { deployRelay } from './deploy-relay.ts';
import { isAttached, refuseNewQueue } from './deployed-function.ts';
import { findMistakes } from './find-mistakes.ts';
import { setLocalVariables } from './local-variables.ts';
import { findRelayMistakes } from './relay-mistakes.ts';
import { relayPlanOf, relayQueueOf } from './relay-plan.ts';
import { sendersTo, targetsOf } from './sending-targets.ts';
import type { Serverless } from './service.ts';
import { functionSchema, serviceSchema } from './service-schema.ts';
import type { Layer } from './template-values.ts';

/** Writes to the framework's log. */
interface Writers {
  readonly log: { warning(message: string): void };
}

interface Options {
  /** The one function that `deploy function` deploys. */
  readonly function?: string;
}

/** A class, because the framework makes plugins with `new`. */
export class AntifreezePlugin {
  readonly hooks: Readonly<Record<string, () => void>>;

  constructor(serverless: Serverless, options: Options, { log }: Writers) {
    const warn = (line: string) => log.warning(`antifreeze: ${line}`);
    const { configSchemaHandler } = serverless;
    configSchemaHandler.defineCustomProperties({ properties: { antifreeze: serviceSchema } });
    configSchemaHandler.defineFunctionProperties('aws', {
      properties: { antifreeze: functionSchema },
    });
    const setLocally = () => setLocalVariables(serverless);
    this.hooks = {
      // Before bundlers and packaging, which so see each function as it will be deployed, and before the role is made.
      'after:package:initialize': () => {
        const { service } = serverless;
        traceFunctions(serverless, Object.keys(service.functions), warn);
        for (const { names, ...target } of targetsOf(service))
          allowSending(service, names, target, warn);
      },
      'after:package:compileFunctions': () => {
        addLayer(serverless);
        addRelay(serverless);
      },
      'before:deploy:function:packageFunction': () => {
        const { function: name } = options;
        if (name === undefined || !isAttached(serverless.service)) return;
        traceFunctions(serverless, [name], warn);
        refuseNewQueue(serverless, name);
      },
      'before:offline:start': setLocally,
      'before:offline:start:init': setLocally,
      // The framework reads variables at the first event of its own command, before plugins hear of it.
      initialize() {
        if (serverless.processedInput?.commands.join(' ') === 'invoke local') setLocally();
      },
    };
  }
}

/** Attaches the layer to these functions of the service. Throws what the framework shows as the user's mistake. */
function traceFunctions(
  serverless: Serverless,
  names: readonly string[],
  warn: (line: string) => void,
): void {
  const mistakes = findConfigurationMistakes(serverless);
  const layer = findBuiltLayer(serverless);
  for (const name of mistakes.length === 0 ? names : []) {
    const refusal = attachLayer(serverless, name, layer);
    if (refusal?.kind === 'mistake') mistakes.push(refusal.reason);
    if (refusal?.kind === 'untraceable') warn(`functions.${name} is not traced: ${refusal.reason}`);
  }
  if (mistakes.length > 0) throw new serverless.classes.Error(`antifreeze: ${mistakes.join('\n')}`);
}

function addLayer(serverless: Serverless): void {
  const layer = findBuiltLayer(serverless);
  const isOurs = (each: Layer) => isDeepStrictEqual(each, layer.reference);
  if (Object.values(serverless.service.functions).some(({ layers }) => layers?.some(isOurs)))
    addBuiltLayer(serverless, layer);
}

function addRelay(serverless: Serverless): void {
  const { service } = serverless;
  const settings = service.custom?.antifreeze ?? {};
  const [plan, queue] = [relayPlanOf(settings), relayQueueOf(settings)];
  if (plan && queue && sendersTo(queue, service).length > 0) deployRelay(serverless, plan);
}

function findConfigurationMistakes({ service }: Serverless): string[] {
  const { custom, functions } = service;
  const mistakes = [
    ...findMistakes(custom?.antifreeze ?? {}, serviceSchema, 'custom.antifreeze'),
    ...Object.entries(functions).flatMap(([name, { antifreeze = {} }]) =>
      findMistakes(antifreeze, functionSchema, `functions.${name}.antifreeze`),
    ),
  ];
  return mistakes.length > 0 ? mistakes : findRelayMistakes(custom?.antifreeze ?? {});
}
