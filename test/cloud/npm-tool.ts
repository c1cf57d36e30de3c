import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { oneAtATime } from './one-at-a-time.ts';
import { skipOutsideCi } from './skip-outside-ci.ts';

const run = promisify(execFile);

/**
 * Installs releases from npm, such as `esbuild@0.28.2`, into a folder of their own, the first time, and gives its
 * node_modules. For what is too large to be a development dependency. Where that can't be done: see `skipOutsideCi`.
 */
export async function installPackages(name: string, ...releases: string[]) {
  const folder = resolve('node_modules/.cache', name);
  try {
    mkdirSync(folder, { recursive: true });
    await oneAtATime(`${folder}.lock`, () => install(folder, releases));
  } catch (error) {
    return skipOutsideCi(`${name} can't be installed from npm`, error);
  }
  return join(folder, 'node_modules');
}

async function install(folder: string, releases: readonly string[]): Promise<void> {
  const isDone = join(folder, releases.join('+'));
  if (existsSync(isDone)) return;
  await run('npm', ['install', '--no-audit', '--no-fund', '--prefix', folder, ...releases]);
  writeFileSync(isDone, '');
}
