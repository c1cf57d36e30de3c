import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The folder with the packages of all peers. */
export const packages: string = join(import.meta.dirname, '../packages');

const { dependencies } = JSON.parse(readFileSync(join(packages, 'package.json'), 'utf8')) as {
  dependencies: Readonly<Record<string, string>>;
};

/** Each with its version, which the lock file pins. */
export function withVersions(...names: readonly string[]): string[] {
  return names.map((name) => `${name}@${dependencies[name]}`);
}
