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

/** Reads `package.json`. Of what it doesn't say, or where there is none, nothing is known. */
export function readManifest(files: ProjectFiles): Manifest {
  const given = parseJson(files, 'package.json');
  const manifest = record(given);
  const scripts = Object.entries(record(manifest['scripts'])).flatMap(([name, script]) =>
    typeof script === 'string' ? [[name, script] as const] : [],
  );
  return {
    isThere: given !== undefined,
    packageManager: managerOf(files, literal(manifest['packageManager'])),
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

function managerOf(files: ProjectFiles, named = ''): PackageManager {
  const byField = /^(npm|pnpm|yarn|bun)@/.exec(named)?.[1] as PackageManager | undefined;
  return byField ?? lockFiles.find(([file]) => files.has(file))?.[1] ?? 'npm';
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
