import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { bundled } from '../../scripts/bundle.ts';
import { builtOnce } from '../built-once.ts';

/** A folder in which functions find `antifreeze/gcp` and the framework, as an installed project would. */
export interface Project {
  readonly directory: string;
  /** The preload's file. */
  readonly preload: string;
  readonly framework: string;
  remove(): void;
}

const exported = {
  './gcp': { import: './esm/gcp.js', require: './cjs/gcp.js' },
  './gcp/relay': { import: './esm/gcp-relay.js', require: './cjs/gcp-relay.js' },
  './gcp/register': './cjs/gcp-register.js',
};

/** Builds the package's entries for Google Cloud as they are published, into a project of its own. */
export async function createProject(): Promise<Project> {
  const directory = mkdtempSync(join(realpathSync(tmpdir()), 'gcp-project-'));
  const modules = join(directory, 'node_modules');
  const packaged = join(modules, 'antifreeze');
  mkdirSync(join(modules, '@google-cloud'), { recursive: true });
  for (const name of [
    '@google-cloud/functions-framework',
    '@google-cloud/pubsub',
    '@opentelemetry',
  ])
    symlinkSync(realpathSync(`node_modules/${name}`), join(modules, name));
  await builtOnce('gcp', packaged, buildEntries);
  writeFileSync(
    join(packaged, 'package.json'),
    JSON.stringify({ name: 'antifreeze', type: 'module', exports: exported }),
  );
  writeFileSync(join(packaged, 'cjs/package.json'), '{ "type": "commonjs" }');
  return {
    directory,
    preload: join(packaged, 'cjs/gcp-register.js'),
    framework: join(modules, '@google-cloud/functions-framework/build/src/main.js'),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

async function buildEntries(folder: string): Promise<void> {
  const common: BuildOptions = {
    ...bundled,
    entryPoints: ['gcp', 'gcp-register', 'gcp-relay'].map((name) => `src/entry/${name}.ts`),
    minify: false,
  };
  await build({ ...common, format: 'cjs', outdir: join(folder, 'cjs') });
  await build({ ...common, format: 'esm', outdir: join(folder, 'esm') });
}
