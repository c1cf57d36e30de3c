import { fileURLToPath } from 'node:url';
import { isInstalledForTests } from '../install-packages.ts';

/** The folder of libraries that replace parts of Node.js's modules. Apart from the project's dependencies, as they bring many. */
export const patchingLibraries: string = fileURLToPath(new URL('.', import.meta.url));

export function arePatchingLibrariesInstalled(): boolean {
  return isInstalledForTests(patchingLibraries);
}
