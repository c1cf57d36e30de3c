/** Installs the frameworks for the tests, if they aren't there. */
import { installPackages } from '../install-packages.ts';
import { areFrameworksInstalled, frameworksFolder } from './frameworks.ts';

if (areFrameworksInstalled()) console.log('The frameworks are installed.');
else install();

function install(): void {
  try {
    installPackages(frameworksFolder);
  } catch {
    console.error(`The frameworks in ${frameworksFolder} cannot be installed.`);
    // Elsewhere the tests that need them are skipped, loudly.
    process.exitCode = process.env['CI'] ? 1 : 0;
  }
}
