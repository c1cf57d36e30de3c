import { fileURLToPath } from 'node:url';
import { isInstalledForTests } from '../install-packages.ts';

/** They are apart from the project's dependencies: other releases of the same packages, and their own. */
export const clientsFolder: string = fileURLToPath(new URL('.', import.meta.url));

export function clientsAvailable(): boolean {
  return isInstalledForTests(clientsFolder);
}
