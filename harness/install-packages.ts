import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { relative } from 'node:path';

/** Whether the packages of a folder of its own, apart from the project's, are all there. */
export function hasPackages(folder: string): boolean {
  // npm writes it when it is done.
  return existsSync(`${folder}/node_modules/.package-lock.json`);
}

/** Installs what the lock file in `folder` names. Throws where npm fails, which has said why. */
export function installPackages(folder: string): void {
  execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: folder, stdio: 'inherit' });
}

/** Whether tests can use the packages of a folder. If not, it is reported on standard error, and is an error on CI. */
export function isInstalledForTests(folder: string): boolean {
  if (hasPackages(folder)) return true;
  const message = `${relative('.', folder)} is not installed; run: npx node harness/install.ts`;
  // There a skipped test would look like a passed one.
  if (process.env['CI']) throw new Error(message);
  console.error(`\n*** SKIPPED: ${message} ***\n`);
  return false;
}
