import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Whether the packages of a folder of its own, apart from the project's, are all there. */
export function hasPackages(folder: string): boolean {
  // npm writes it when it is done.
  return existsSync(`${folder}/node_modules/.package-lock.json`);
}

/** Installs what the lock file in `folder` names. Throws where npm fails, which has said why. */
export function installPackages(folder: string): void {
  execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: folder, stdio: 'inherit' });
}
