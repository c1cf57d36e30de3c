import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { installOnce } from './install-once.ts';

const run = promisify(execFile);

const release = 'chdb==4.4.0';

/** ClickHouse's engine (26.9) as a package of Python, nearly a gigabyte: it takes Python 3 with pip. Gives its folder. */
export async function installChdb(): Promise<string> {
  return await installOnce('chdb', [release], async (target) => {
    await run('python3', ['-m', 'pip', 'install', '--quiet', '--target', target, release]);
  });
}
