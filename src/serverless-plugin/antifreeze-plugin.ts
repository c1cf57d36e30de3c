import { isDeepStrictEqual } from 'node:util';
import { execWrapper } from '../support/layer.ts';
import { attachLayer } from './attach-layer.ts';
import { addBuiltLayer, findBuiltLayer } from './built-layer.ts';
import { findMistakes } from './find-mistakes.ts';
import { functionSchema, serviceSchema } from './schema.ts';
import type { Layer, Serverless, Service } from './service.ts';

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
    this.hooks = {
      // Before bundlers and packaging, which so see each function as it will be deployed.
      'after:package:initialize': () =>
        traceFunctions(serverless, Object.keys(serverless.service.functions), warn),
      'after:package:compileFunctions': () => deployLayer(serverless),
      'before:deploy:function:packageFunction': () => {
        if (options.function !== undefined && isAttached(serverless.service))
          traceFunctions(serverless, [options.function], warn);
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

function deployLayer(serverless: Serverless): void {
  const layer = findBuiltLayer(serverless);
  const isOurs = (each: Layer) => isDeepStrictEqual(each, layer.reference);
  if (Object.values(serverless.service.functions).some(({ layers }) => layers?.some(isOurs)))
    addBuiltLayer(serverless, layer);
}

/**
 * Whether the deployed function has the layer. To deploy one function changes its variables, but can't add a layer that
 * the service makes; and a function whose exec wrapper is missing doesn't start.
 */
function isAttached({ provider }: Service): boolean {
  const { Variables: deployed } = provider.remoteFunctionData?.Configuration?.Environment ?? {};
  return deployed?.['AWS_LAMBDA_EXEC_WRAPPER'] === execWrapper;
}

function findConfigurationMistakes({ service }: Serverless): string[] {
  const { custom, functions } = service;
  return [
    ...findMistakes(custom?.antifreeze ?? {}, serviceSchema, 'custom.antifreeze'),
    ...Object.entries(functions).flatMap(([name, { antifreeze = {} }]) =>
      findMistakes(antifreeze, functionSchema, `functions.${name}.antifreeze`),
    ),
  ];
}
