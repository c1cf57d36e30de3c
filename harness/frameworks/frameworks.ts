import { mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hasPackages } from '../install-packages.ts';

/** Has what a function would have, with the OpenTelemetry API as a copy of its own. */
export const frameworksFolder: string = fileURLToPath(new URL('.', import.meta.url));
const repository = fileURLToPath(new URL('../../', import.meta.url));

export function areFrameworksInstalled(): boolean {
  return hasPackages(frameworksFolder);
}

/** As above; says so where they are missing, which on CI is an error, where a skipped test would look like a passed one. */
export function hasFrameworks(): boolean {
  if (areFrameworksInstalled()) return true;
  const message = 'The frameworks are not installed; run: node harness/frameworks/install.ts';
  if (process.env['CI']) throw new Error(message);
  console.error(`\n*** SKIPPED: ${message} ***\n`);
  return false;
}

/** Lets code in `directory` load the frameworks, and this package as it is built. */
export function linkFrameworks(directory: string): void {
  const modules = join(directory, 'node_modules');
  mkdirSync(modules);
  for (const name of readdirSync(join(frameworksFolder, 'node_modules')))
    symlinkSync(join(frameworksFolder, 'node_modules', name), join(modules, name));
  symlinkSync(repository, join(modules, 'antifreeze'));
}
