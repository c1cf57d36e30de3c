import { fileURLToPath } from 'node:url';
import { hasPackages } from '../install-packages.ts';

/** They are apart from the project's dependencies: other releases of the same packages, and their own. */
export const clientsFolder: string = fileURLToPath(new URL('.', import.meta.url));

export function hasClients(): boolean {
  return hasPackages(clientsFolder);
}

/** Whether they are installed. If not, that is reported on standard error, and is an error on CI. */
export function clientsAvailable(): boolean {
  if (hasClients()) return true;
  const message = 'Clients of HTTP are not installed; run: node harness/http-clients/install.ts';
  if (process.env['CI']) throw new Error(message);
  console.error(`\n*** SKIPPED: ${message} ***\n`);
  return false;
}
