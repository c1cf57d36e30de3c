import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export type RuntimeName = 'nodejs22.x' | 'nodejs24.x';

/** How to start one of AWS's managed runtimes: its Node.js and AWS's own runtime client. */
export interface Runtime {
  readonly name: RuntimeName;
  readonly node: string;
  readonly args: readonly string[];
  /** What must be there to run it. */
  readonly files: readonly string[];
  readonly installWith: string;
}

const client24 = path('../../node_modules/aws-lambda-ric/index.mjs');
/** Another one where a variable says so, such as a release that Lambda doesn't have yet. */
const node24 = process.env['NODEJS24'] ?? path('../../node_modules/node/bin/node');
const node22 = path('nodejs22/node_modules/node/bin/node');

export const runtimes: Readonly<Record<RuntimeName, Runtime>> = {
  'nodejs22.x': {
    name: 'nodejs22.x',
    node: node22,
    args: ['--no-experimental-require-module', path('nodejs22/bootstrap.mjs')],
    files: [node22, path('nodejs22/node_modules/aws-lambda-ric/dist/rapid-client.node')],
    installWith: 'node harness/lambda/install-nodejs22.ts',
  },
  'nodejs24.x': {
    name: 'nodejs24.x',
    node: node24,
    args: [client24],
    files: [node24, client24],
    installWith: 'npm ci',
  },
};

/**
 * The runtimes that this machine can run. A missing one is reported on standard error,
 * and is an error on CI, where a skipped test would look like a passed one.
 */
export function availableRuntimes(): Runtime[] {
  return Object.values(runtimes).filter((runtime) => {
    if (runtime.files.every((file) => existsSync(file))) return true;
    const message = `The ${runtime.name} runtime is not installed; run: ${runtime.installWith}`;
    if (process.env['CI']) throw new Error(message);
    console.error(`\n*** SKIPPED: ${message} ***\n`);
    return false;
  });
}

function path(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url));
}
