/**
 * What the runtime loads in place of the function's module: it loads that, by the same rules, and exports its handler,
 * traced; or as it is, where a part of ours fails.
 */
import { giveBackGc } from './lazy-gc.ts';
import { type Handler, loadHandler } from './load-handler.ts';

const tracing = await attempt(() => import('./tracing.ts'));
/** What the runtime calls. */
export const handler: Handler = await load();

async function load(): Promise<Handler> {
  const { taskRoot, name } = takeHandlerName();
  if (isFastStart()) giveBackGc();
  let original: Handler;
  try {
    original = await loadHandler(taskRoot, name);
  } catch (error) {
    await attempt(() => tracing?.exportInitError(error));
    throw error;
  }
  return (await attempt(() => tracing?.traceOnce(original))) ?? original;
}

async function attempt<T>(work: () => T | Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    const { message } = error as Error;
    // biome-ignore lint/suspicious/noConsole: what logs otherwise may be what failed.
    console.warn(`antifreeze: the layer failed, so the function is not traced: ${message}`);
    return undefined;
  }
}

/** As the exec wrapper takes it. */
function isFastStart(): boolean {
  const { env } = process;
  const { ANTIFREEZE_FAST_START = '' } = env;
  return ANTIFREEZE_FAST_START.toLowerCase() === 'true';
}

/** Leaves the environment as it was before the exec wrapper (`layers/`) put us into it. */
function takeHandlerName(): { readonly taskRoot: string; readonly name: string } {
  // Not by way of the configuration, which is a part that may fail.
  const { env } = process;
  const { ANTIFREEZE_HANDLER: name = '', LAMBDA_TASK_ROOT: taskRoot = '' } = env;
  delete env['ANTIFREEZE_HANDLER'];
  env['_HANDLER'] = name;
  return { taskRoot, name };
}
