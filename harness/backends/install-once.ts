import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Outside the project, so that all its copies on a machine share what takes minutes to build. */
const installed = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'antifreeze');

/**
 * The folder in which `install` has left a program. It runs where there is none yet for exactly this `recipe`: whatever
 * decides what is installed, such as versions and files.
 */
export async function installOnce(
  name: string,
  recipe: readonly string[],
  install: (folder: string) => Promise<void>,
): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(recipe)).digest('hex');
  const folder = join(installed, `${name}-${hash.slice(0, 12)}`);
  if (existsSync(folder)) return folder;
  mkdirSync(installed, { recursive: true });
  const unfinished = mkdtempSync(join(installed, `${name}-unfinished-`));
  try {
    await install(unfinished);
    // Somebody else may have been faster.
    if (!existsSync(folder)) renameSync(unfinished, folder);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  return folder;
}
