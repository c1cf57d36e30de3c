import { parseHandlerName } from './handler-name.ts';
import { loadModule } from './load-module.ts';
import { type RuntimeRules, runtimeRules } from './runtime-rules.ts';

export type Handler = (...args: never[]) => unknown;

/** Loads a function's handler by the rules of the runtime, whose errors it throws. */
export async function loadHandler(taskRoot: string, name: string): Promise<Handler> {
  const rules = runtimeRules();
  const handlerName = parseHandlerName(name, rules);
  const module = await loadModule(taskRoot, handlerName, rules);
  const handler = findHandler(module, handlerName.exportPath, rules);
  if (!handler)
    throw rules.error('Runtime.HandlerNotFound', `${name} is undefined or not exported`);
  if (typeof handler !== 'function')
    throw rules.error('Runtime.HandlerNotFound', `${name} is not a function`);
  return handler as Handler;
}

function findHandler(
  module: unknown,
  exportPath: readonly string[],
  { searchesDefaultExport, descendsIntoAnything }: RuntimeRules,
): unknown {
  const find = (root: unknown) =>
    exportPath.reduce(
      (nested, key) =>
        nested && (descendsIntoAnything || typeof nested === 'object')
          ? (nested as Record<string, unknown>)[key]
          : undefined,
      root,
    );
  const handler = find(module);
  if (handler || !searchesDefaultExport || typeof module !== 'object' || module === null)
    return handler;
  return 'default' in module ? find(module.default) : handler;
}
