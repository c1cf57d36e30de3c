/** Installs the older releases of the AWS SDK for the tests, those that aren't there. */
import { dirname } from 'node:path';
import { installPackages } from '../install-packages.ts';
import { isInstalled, oldSdkReleases } from './sdk-releases.ts';

for (const release of oldSdkReleases) {
  if (isInstalled(release)) console.log(`The AWS SDK of ${release.name} is installed.`);
  else install(dirname(release.modules));
}

function install(folder: string): void {
  try {
    installPackages(folder);
  } catch {
    console.error(`The AWS SDK in ${folder} cannot be installed.`);
    // Elsewhere the tests that need it are skipped, loudly.
    process.exitCode = process.env['CI'] ? 1 : 0;
  }
}
