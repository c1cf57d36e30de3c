/**
 * Installs what tests use apart from the project, as it is much, or is other releases of what the project has: each
 * folder here that has a package.json. Where that fails these tests are skipped, loudly; on CI it is an error.
 */
import { globSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { hasPackages, installPackages } from './install-packages.ts';

/** A client that is built from source (`lambda/install-nodejs22.ts`), and what `npm run test:node26` is for. */
const byThemselves = ['lambda/nodejs22', 'lambda/nodejs26'];

const folders = globSync('{*,*/*}/package.json', {
  cwd: import.meta.dirname,
  exclude: ['**/node_modules'],
})
  .map((file) => dirname(file))
  .filter((folder) => !byThemselves.includes(folder))
  .sort();

for (const folder of folders) {
  const path = join(import.meta.dirname, folder);
  if (hasPackages(path)) continue;
  try {
    installPackages(path);
  } catch {
    console.error(`harness/${folder} can't be installed.`);
    process.exitCode = process.env['CI'] ? 1 : 0;
  }
}
