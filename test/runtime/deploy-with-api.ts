import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';

/** A copy of `@opentelemetry/api` as users have it: the package, and the version that it shall call itself. */
export interface ApiCopy {
  readonly from: string;
  readonly version?: string;
}

/** How a function is deployed beside, or with, its copy. */
export interface Packaging {
  readonly format: 'cjs' | 'esm';
  readonly bundled: boolean;
  readonly minify?: boolean;
  readonly plugins?: Plugin[];
}

export const apiCopies = [
  { copy: '1.4', from: 'api-1-4' },
  { copy: '1.9', from: 'api-1-9' },
  { copy: 'current', from: '@opentelemetry/api' },
  { copy: 'one that calls itself newer', from: '@opentelemetry/api', version: '1.99.0' },
];

/**
 * Writes a function into a folder of its own below `directory`, which is returned. Of the `files`, ES modules by their
 * names without `.js`, `index` has the handler.
 */
export async function deployWithApi(
  files: Readonly<Record<string, string>>,
  directory: string,
  copy: ApiCopy,
  { format, bundled, minify = false, plugins = [] }: Packaging,
): Promise<string> {
  const task = mkdtempSync(join(directory, 'task-'));
  mkdirSync(join(task, 'node_modules/@opentelemetry'), { recursive: true });
  symlinkSync(apiCopy(directory, copy), join(task, 'node_modules/@opentelemetry/api'));
  for (const name of ['antifreeze', '@opentelemetry/api-logs'])
    symlinkSync(
      realpathSync(name === 'antifreeze' ? '.' : `node_modules/${name}`),
      join(task, 'node_modules', name),
    );
  const extension = format === 'esm' ? '.mjs' : '.cjs';
  mkdirSync(join(task, 'src'));
  for (const [name, source] of Object.entries(files))
    writeFileSync(
      join(task, 'src', `${name}.js`),
      bundled ? source : source.replace(/(?<='\.\/\w+)\.js/g, extension),
    );
  await build({
    entryPoints: (bundled ? ['index'] : Object.keys(files)).map((name) =>
      join(task, 'src', `${name}.js`),
    ),
    outdir: task,
    outExtension: { '.js': extension },
    format,
    bundle: bundled,
    minify,
    platform: 'node',
    logLevel: 'warning',
    plugins,
  });
  return task;
}

/** A copy for all functions below `directory`. */
function apiCopy(directory: string, { from, version = '' }: ApiCopy): string {
  const api = join(
    directory,
    `api-${from.replace(/\W/g, '-')}${version}`,
    'node_modules/@opentelemetry/api',
  );
  if (existsSync(api)) return api;
  cpSync(realpathSync(`node_modules/${from}`), api, { recursive: true });
  if (version) rename(api, version);
  return api;
}

/** Has a copy of the API call itself by another version, wherever it says its own. */
function rename(api: string, version: string): void {
  const { version: own } = JSON.parse(readFileSync(join(api, 'package.json'), 'utf8'));
  let said = 0;
  for (const file of globSync(join(api, 'dist/**/*.{cjs,mjs}'))) {
    const code = readFileSync(file, 'utf8');
    said += code.split(`"${own}"`).length - 1;
    writeFileSync(file, code.replaceAll(`"${own}"`, `"${version}"`));
  }
  if (said === 0) throw new Error('this copy of the API does not say its version');
}
