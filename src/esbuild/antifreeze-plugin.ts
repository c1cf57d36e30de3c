import { readFile } from 'node:fs/promises';

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

/** The file that has the class of all clients, in each release of the AWS SDK version 3, as CommonJS and as ES module. */
const clientFile =
  /[/\\]@(?:smithy[/\\]core[/\\]dist-(?:cjs[/\\]submodules[/\\]client[/\\]index|es[/\\]submodules[/\\]client[/\\]smithy-client[/\\]client)|(?:smithy|aws-sdk)[/\\]smithy-client[/\\]dist-(?:cjs[/\\]index|es[/\\]client))\.js$/;

/** One line, so that what is above it keeps its place in source maps. The other end is in `client-classes.ts`. */
const announcement =
  'typeof Client === "function" && (globalThis[Symbol.for("antifreeze.aws-sdk")] ??= []).push(Client);';

/**
 * Lets antifreeze trace an AWS SDK that esbuild puts into a bundle, where it is no module any more: the class of its
 * clients announces itself, whichever of the two runs first. Bundles without an SDK, or with an external one, stay as they are.
 */
export function antifreezePlugin(): EsbuildPlugin {
  return {
    name: 'antifreeze',
    setup(build) {
      build.onLoad({ filter: clientFile, namespace: 'file' }, async ({ path }) => ({
        contents: `${await readFile(path, 'utf8')}\n${announcement}\n`,
        loader: 'js',
      }));
    },
  };
}
