/** Installs the clients of HTTP that the tests need beside the project's own, unless they are there. */
import { installPackages } from '../install-packages.ts';
import { clientsFolder, hasClients } from './http-clients.ts';

if (hasClients()) console.log('The clients of HTTP are installed.');
else install();

function install(): void {
  try {
    installPackages(clientsFolder);
  } catch {
    console.error(`The clients of HTTP in ${clientsFolder} cannot be installed.`);
    // Elsewhere the tests that need them are skipped, loudly.
    process.exitCode = process.env['CI'] ? 1 : 0;
  }
}
