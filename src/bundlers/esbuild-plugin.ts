import { readFile } from 'node:fs/promises';
import { announcements, announcing } from './announcements.ts';

/** The parts of esbuild's plugin interface that are used here, so that the types need no esbuild. */
export interface EsbuildPlugin {
  readonly name: string;
  setup(build: EsbuildPluginBuild): void;
}

interface EsbuildPluginBuild {
  onLoad(
    options: { readonly filter: RegExp; readonly namespace?: string },
    callback: (file: { readonly path: string }) => Promise<{ contents: string; loader: 'js' }>,
  ): void;
}

/**
 * Lets antifreeze trace an AWS SDK or Google's Pub/Sub client that esbuild puts into a bundle, where it is no module any
 * more: the class of its clients announces itself, whichever of the two runs first. Bundles without them, or with
 * external ones, stay as they are.
 */
export function antifreezePlugin(): EsbuildPlugin {
  return {
    name: 'antifreeze',
    setup(build) {
      for (const announcement of announcements) {
        build.onLoad({ filter: announcement.file, namespace: 'file' }, async ({ path }) => ({
          contents: announcing(await readFile(path, 'utf8'), announcement),
          loader: 'js',
        }));
      }
    },
  };
}
