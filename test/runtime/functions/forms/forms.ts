import { mkdirSync, mkdtempSync, readFileSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { antifreezePlugin } from '../../../../src/bundlers/esbuild-plugin.ts';

/** A way in which a function is built and deployed. */
export interface Form {
  readonly name: string;
  readonly format: 'cjs' | 'esm';
  readonly bundled: boolean;
  /** Whether the AWS SDK's own calls are seen, or only its HTTP requests. */
  readonly seesSdk: boolean;
}

const modules = { bundled: false, seesSdk: true };
const withPlugin = { bundled: true, seesSdk: true };
const withoutPlugin = { bundled: true, seesSdk: false };

export const forms: readonly Form[] = [
  { name: 'CommonJS', format: 'cjs', ...modules },
  { name: 'ES module', format: 'esm', ...modules },
  { name: 'esbuild CommonJS', format: 'cjs', ...withPlugin },
  { name: 'esbuild ES module', format: 'esm', ...withPlugin },
  { name: 'esbuild CommonJS, no plugin', format: 'cjs', ...withoutPlugin },
  { name: 'esbuild ES module, no plugin', format: 'esm', ...withoutPlugin },
];

const repository = fileURLToPath(new URL('../../../../', import.meta.url));
/** What esbuild's users add when CommonJS code in an ES module bundle requires Node.js's own modules. */
const requireBanner = `const require = process.getBuiltinModule('node:module').createRequire(import.meta.url);`;

/**
 * Builds the handler in `entryPoint` into a new folder within `directory`, which becomes a task root. Its AWS SDK is the
 * one in the folder `sdkModules`, by default this repository's.
 */
export async function deployAs(
  { format, bundled, seesSdk }: Form,
  entryPoint: string,
  directory: string,
  sdkModules = join(repository, 'node_modules'),
): Promise<string> {
  const task = mkdtempSync(join(directory, 'task-'));
  const source = bundled ? mkdtempSync(join(directory, 'source-')) : task;
  installPackages(join(source, 'node_modules'), sdkModules);
  await build({
    stdin: {
      contents: readFileSync(entryPoint, 'utf8'),
      sourcefile: basename(entryPoint),
      resolveDir: source,
    },
    outfile: join(task, format === 'esm' ? 'index.mjs' : 'index.cjs'),
    bundle: true,
    minify: bundled,
    format,
    platform: 'node',
    target: 'node22',
    logLevel: 'warning',
    ...(!bundled && { packages: 'external' }),
    ...(bundled && format === 'esm' && { banner: { js: requireBanner } }),
    ...(bundled && seesSdk && { plugins: [antifreezePlugin()] }),
  });
  return task;
}

function installPackages(folder: string, sdkModules: string): void {
  mkdirSync(folder);
  symlinkSync(repository, join(folder, 'antifreeze'));
  symlinkSync(join(sdkModules, '@aws-sdk'), join(folder, '@aws-sdk'));
  for (const name of ['@opentelemetry', 'pg', 'undici'])
    symlinkSync(join(repository, 'node_modules', name), join(folder, name));
}
