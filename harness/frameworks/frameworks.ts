import { mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isInstalledForTests } from '../install-packages.ts';

/** Has what a function would have, with the OpenTelemetry API as a copy of its own. */
const frameworksFolder: string = fileURLToPath(new URL('.', import.meta.url));
const repository = fileURLToPath(new URL('../../', import.meta.url));

export function hasFrameworks(): boolean {
  return isInstalledForTests(frameworksFolder);
}

/** Lets code in `directory` load the frameworks, and this package as it is built. */
export function linkFrameworks(directory: string): void {
  const modules = join(directory, 'node_modules');
  mkdirSync(modules);
  for (const name of readdirSync(join(frameworksFolder, 'node_modules')))
    symlinkSync(join(frameworksFolder, 'node_modules', name), join(modules, name));
  symlinkSync(repository, join(modules, 'antifreeze'));
}
