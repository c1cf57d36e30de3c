import type { LocalRule } from '../local-rule.ts';
import { hasPackage } from '../manifest.ts';

/** Clients whose calls are seen in a bundle only with the plugin. */
const patched = /^(?:@aws-sdk\/(?:client|lib)-|@google-cloud\/pubsub$|@grpc\/grpc-js$)/;

/** Whether what is built finds the package, and lets it see the calls. */
export const buildRules: readonly LocalRule[] = [
  {
    id: 'sdk-in-bundle',
    severity: 'warning',
    meaning:
      'An AWS SDK, Pub/Sub client or grpc-js may be in the bundle, and no plugin of antifreeze is with the bundler',
    remedy: 'Write these lines, or messages carry no context.',
    find: ({ bundles, manifest }) =>
      bundles
        .filter(({ hasPlugin, leavesOutSdk }) => !hasPlugin && !leavesOutSdk)
        .filter(() => hasPackage(manifest, patched))
        .map(({ bundler, file, remedy }) => ({
          message: `${bundler} (${file}) bundles clients whose calls antifreeze doesn't see there.`,
          lines: remedy,
        })),
  },
  {
    id: 'module-resolution',
    severity: 'error',
    meaning:
      'TypeScript finds packages by the old `classic`, its default for ES modules up to release 5, which finds none',
    remedy: 'Let it look into node_modules.',
    find: ({ compiler, functions }) => {
      const isTyped = functions.some(({ source }) => /\.[cm]?tsx?$/.test(source?.file ?? ''));
      if (compiler?.moduleResolution !== 'classic' || !isTyped) return [];
      return [
        {
          message: "moduleResolution classic doesn't find antifreeze.",
          lines: [
            {
              file: compiler.file,
              where: 'compilerOptions',
              text: '"module": "nodenext", or "moduleResolution": "bundler" where a bundler follows',
            },
          ],
        },
      ];
    },
  },
];
