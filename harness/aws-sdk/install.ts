/** Installs the older releases of the AWS SDK for the tests, those that aren't there. */
import { execFileSync } from 'node:child_process';
import { dirname } from 'node:path';
import { isInstalled, oldSdkReleases } from './sdk-releases.ts';

for (const release of oldSdkReleases) {
  if (isInstalled(release)) console.log(`The AWS SDK of ${release.name} is installed.`);
  else install(dirname(release.modules));
}

function install(cwd: string): void {
  try {
    execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd, stdio: 'inherit' });
  } catch {
    console.error(`The AWS SDK in ${cwd} cannot be installed.`);
    // Elsewhere the tests that need it are skipped, loudly.
    process.exitCode = process.env['CI'] ? 1 : 0;
  }
}
