import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { oneAtATime } from './one-at-a-time.ts';
import { skipOutsideCi } from './skip-outside-ci.ts';

const run = promisify(execFile);

/**
 * Installs a release from PyPI, such as `moto[server]==5.2.1`, into a virtual environment of its own, the first time,
 * and gives the folder of its programs. Where that can't be done: see `skipOutsideCi`.
 */
export async function installTool(name: string, requirement: string): Promise<string | undefined> {
  const environment = resolve('node_modules/.cache', name);
  try {
    mkdirSync(dirname(environment), { recursive: true });
    await oneAtATime(`${environment}.lock`, () => install(environment, requirement));
  } catch (error) {
    return skipOutsideCi(
      `${name} can't be installed, which takes Python 3 with venv and pip`,
      error,
    );
  }
  return join(environment, 'bin');
}

async function install(environment: string, requirement: string): Promise<void> {
  const isDone = join(environment, requirement);
  if (existsSync(isDone)) return;
  await run('python3', ['-m', 'venv', '--clear', environment]);
  await run(join(environment, 'bin/pip'), ['install', '--quiet', requirement]);
  writeFileSync(isDone, '');
}
