import { execFile } from 'node:child_process';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { installOnce } from './install-once.ts';

const run = promisify(execFile);

/**
 * Prometheus of Debian's package, in the release that the distribution has, unpacked and not installed, as that would
 * start it: it takes apt. Gives the program's path.
 */
export async function installPrometheus(): Promise<string> {
  const folder = await installOnce('prometheus', ['debian'], async (target) => {
    await run('apt-get', ['download', 'prometheus'], { cwd: target });
    const [archive = ''] = globSync(join(target, '*.deb'));
    await run('dpkg-deb', ['--extract', archive, target]);
  });
  return join(folder, 'usr/bin/prometheus');
}
