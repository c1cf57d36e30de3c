import { DurablePlugin } from './durable-plugin.ts';
import { readsPlugins } from './reads-plugins.ts';

/** A module that every process has, and bundles, too, so that nothing has to be found on a disk. */
const specifier = 'node:process';

/**
 * What the SDK for durable functions is told to load when it asks for plugins: those that the function has set, `own`, and
 * ours. Only of a version that is known to take it: otherwise the SDK would have the function fail.
 */
export function pluginSpecifiers(own: string | undefined): string | undefined {
  if (!readsPlugins()) return own;
  Object.defineProperty(process, 'durableExecutionPluginProvider', {
    configurable: true,
    value: {
      pluginApiVersion: 1,
      pluginType: DurablePlugin,
      createPlugin: () => new DurablePlugin(),
    },
  });
  return own?.trim() ? `${own},${specifier}` : specifier;
}
