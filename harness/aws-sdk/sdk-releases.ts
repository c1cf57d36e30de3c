import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isInstalledForTests } from '../install-packages.ts';

/** Clients of the AWS SDK v3 as they were released at one time, with what they need. */
export interface SdkRelease {
  readonly name: string;
  /** The folder `node_modules` that has them. */
  readonly modules: string;
}

/** Older ones are apart from the project's dependencies: they have the same names, and others of the same packages. */
const oldSdkReleases: readonly SdkRelease[] = ['2025', '2024'].map((year) => ({
  name: `November ${year}`,
  modules: path(`${year}/node_modules`),
}));

/**
 * The releases that are installed here, the current one first. A missing one is reported on standard error, and is an
 * error on CI, where a skipped test would look like a passed one.
 */
export function availableSdkReleases(): SdkRelease[] {
  const current = { name: 'current', modules: path('../../node_modules') };
  return [
    current,
    ...oldSdkReleases.filter(({ modules }) => isInstalledForTests(dirname(modules))),
  ];
}

/** As in 3.940.0. */
export function versionOf({ modules }: SdkRelease): string {
  return JSON.parse(readFileSync(`${modules}/@aws-sdk/client-sqs/package.json`, 'utf8')).version;
}

function path(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url));
}
