import { fileURLToPath } from 'node:url';
import { hasPackages } from '../install-packages.ts';

/** The folder of libraries that replace parts of Node.js's modules. Apart from the project's dependencies, as they bring many. */
export const patchingLibraries: string = fileURLToPath(new URL('.', import.meta.url));

/** Reported on standard error where they aren't, and an error on CI, where a skipped test would look like a passed one. */
export function arePatchingLibrariesInstalled(): boolean {
  if (hasPackages(patchingLibraries)) return true;
  const message =
    'Patching libraries are not installed; run: node harness/patching-libraries/install.ts';
  if (process.env['CI']) throw new Error(message);
  console.error(`\n*** SKIPPED: ${message} ***\n`);
  return false;
}
