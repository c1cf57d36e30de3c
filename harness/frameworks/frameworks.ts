import { fileURLToPath } from 'node:url';
import { isInstalledForTests, linkPackages } from '../install-packages.ts';

/** Has what a function would have, with the OpenTelemetry API as a copy of its own. */
const frameworksFolder: string = fileURLToPath(new URL('.', import.meta.url));

export function hasFrameworks(): boolean {
  return isInstalledForTests(frameworksFolder);
}

/** Lets code in `directory` load the frameworks, and this package as it is built. */
export function linkFrameworks(directory: string): void {
  linkPackages(frameworksFolder, directory);
}
