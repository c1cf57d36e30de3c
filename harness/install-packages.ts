import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

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

/** Lets code in `directory` load the packages of a folder, and this package as it is built. */
export function linkPackages(folder: string, directory: string): void {
  const modules = join(directory, 'node_modules');
  mkdirSync(modules);
  for (const name of readdirSync(join(folder, 'node_modules')))
    symlinkSync(join(folder, 'node_modules', name), join(modules, name));
  symlinkSync(fileURLToPath(new URL('..', import.meta.url)), join(modules, 'antifreeze'));
}
