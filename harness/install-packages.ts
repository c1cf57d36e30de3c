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

/** Installs what tests use, unless it is there. Where that fails they are skipped, loudly; on CI it is an error. */
export function installForTests(what: string, folder: string): void {
  if (hasPackages(folder)) {
    console.log(`${what}: installed.`);
    return;
  }
  try {
    installPackages(folder);
  } catch {
    console.error(`${what}: can't be installed.`);
    process.exitCode = process.env['CI'] ? 1 : 0;
  }
}

/** Whether tests can use it. If not, it is reported on standard error, and is an error on CI. */
export function isInstalledForTests(what: string, folder: string): boolean {
  if (hasPackages(folder)) return true;
  const message = `${what} not installed; run: node ${relative('.', folder)}/install.ts`;
  if (process.env['CI']) throw new Error(message);
  console.error(`\n*** SKIPPED: ${message} ***\n`);
  return false;
}
