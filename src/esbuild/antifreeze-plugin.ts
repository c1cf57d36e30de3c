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

/** A file whose class announces itself, in one line, so that what is above it keeps its place in source maps. */
interface Announcement {
  readonly file: RegExp;
  /** The other end is where these libraries are instrumented. */
  readonly line: string;
}

const announcements: readonly Announcement[] = [
  {
    // The class of all clients, in each release of the AWS SDK version 3, as CommonJS and as ES module.
    file: /[/\\]@(?:smithy[/\\]core[/\\]dist-(?:cjs[/\\]submodules[/\\]client[/\\]index|es[/\\]submodules[/\\]client[/\\]smithy-client[/\\]client)|(?:smithy|aws-sdk)[/\\]smithy-client[/\\]dist-(?:cjs[/\\]index|es[/\\]client))\.js$/,
    line: announce('antifreeze.aws-sdk', 'Client'),
  },
  {
    file: /[/\\]@google-cloud[/\\]pubsub[/\\]build[/\\](?:\w+[/\\])?src[/\\]publisher[/\\]index\.js$/,
    line: announce('antifreeze.pubsub', 'Publisher'),
  },
  ...['ResolvingCall', 'RetryingCall', 'LoadBalancingCall'].map((name) => ({
    file: grpcFile(name),
    line: announce(`antifreeze.grpc.${name}`, name),
  })),
];

/** `LoadBalancingCall` is in `load-balancing-call.js`. */
function grpcFile(name: string): RegExp {
  const file = name.replace(/(?<=.)[A-Z]/g, '-$&').toLowerCase();
  return new RegExp(`[/\\\\]@grpc[/\\\\]grpc-js[/\\\\]build[/\\\\]src[/\\\\]${file}\\.js$`);
}

/**
 * Lets antifreeze trace an AWS SDK, `@grpc/grpc-js` or Google's Pub/Sub client that esbuild puts into a bundle, where it
 * is no module any more: its classes announce themselves, whichever of the two runs first. Bundles without them, or with
 * external ones, stay as they are.
 */
export function antifreezePlugin(): EsbuildPlugin {
  return {
    name: 'antifreeze',
    setup(build) {
      for (const { file, line } of announcements) {
        build.onLoad({ filter: file, namespace: 'file' }, async ({ path }) => ({
          contents: `${await readFile(path, 'utf8')}\n${line}\n`,
          loader: 'js',
        }));
      }
    },
  };
}

function announce(list: string, name: string): string {
  return `typeof ${name} === "function" && (globalThis[Symbol.for("${list}")] ??= []).push(${name});`;
}
