import { dirname, join } from 'node:path';
import { parseJson } from './parse-json.ts';
import { literal, record } from './plain-values.ts';
import type { Manifest, PackageManager } from './project.ts';
import type { ProjectFiles } from './project-files.ts';

const lockFiles: readonly (readonly [string, PackageManager])[] = [
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['bun.lock', 'bun'],
  ['bun.lockb', 'bun'],
  ['package-lock.json', 'npm'],
];

/** Reads a `package.json`. Of what it doesn't say, or where there is none, nothing is known. */
export function readManifest(files: ProjectFiles, file: string = 'package.json'): Manifest {
  const given = parseJson(files, file);
  const manifest = record(given);
  const scripts = Object.entries(record(manifest['scripts'])).flatMap(([name, script]) =>
    typeof script === 'string' ? [[name, script] as const] : [],
  );
  return {
    file,
    isThere: given !== undefined,
    packageManager: managerOf(files, dirname(file), literal(manifest['packageManager'])),
    dependencies: ['dependencies', 'optionalDependencies', 'peerDependencies'].flatMap((kind) =>
      Object.keys(record(manifest[kind])),
    ),
    devDependencies: Object.keys(record(manifest['devDependencies'])),
    nodeEngine: literal(record(manifest['engines'])['node']),
    isModule: manifest['type'] === 'module',
    main: literal(manifest['main']),
    scripts: Object.fromEntries(scripts),
  };
}

/** The `package.json` nearest above a file, where the project has one. */
export function manifestAbove(files: ProjectFiles, file: string): string | undefined {
  const folder = dirname(file);
  const path = join(folder, 'package.json');
  if (files.has(path)) return path;
  return folder === '.' ? undefined : manifestAbove(files, folder);
}

function managerOf(files: ProjectFiles, folder: string, named = ''): PackageManager {
  const byField = /^(npm|pnpm|yarn|bun)@/.exec(named)?.[1] as PackageManager | undefined;
  return byField ?? lockFiles.find(([file]) => files.has(join(folder, file)))?.[1] ?? 'npm';
}

const addCommands: Readonly<Record<PackageManager, string>> = {
  npm: 'npm install',
  pnpm: 'pnpm add',
  yarn: 'yarn add',
  bun: 'bun add',
};

/** The command that adds a package to a project. */
export function addCommand(
  { packageManager }: Pick<Manifest, 'packageManager'>,
  name: string,
): string {
  return `${addCommands[packageManager]} ${name}`;
}

/** Whether a package is among those that the project names. */
export function hasPackage(manifest: Manifest, pattern: RegExp): boolean {
  return [...manifest.dependencies, ...manifest.devDependencies].some((name) => pattern.test(name));
}
