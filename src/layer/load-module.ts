import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { HandlerName } from './handler-name.ts';
import type { RuntimeRules } from './runtime-rules.ts';

/**
 * Loads a function's module as the runtime does: the first of the bare name, `.js`, `.mjs` and `.cjs` that is there,
 * and what `require` makes of the name otherwise. What the module throws is thrown on: the runtime, which loads us in
 * its place, makes of it what it makes of any error.
 */
export async function loadModule(
  taskRoot: string,
  { folder, module }: HandlerName,
  rules: RuntimeRules,
): Promise<unknown> {
  const path = resolve(taskRoot, folder, module);
  for (const file of [path, `${path}.js`, `${path}.mjs`, `${path}.cjs`]) {
    if (!existsSync(file)) continue;
    const loaded = isRequired(file, path, rules) ? rules.require(file) : await import(file);
    if (loaded) return loaded;
  }
  const { require } = rules;
  return require(require.resolve(module, { paths: [taskRoot, join(taskRoot, folder)] }));
}

function isRequired(file: string, path: string, { requiresCommonJs }: RuntimeRules): boolean {
  if (!requiresCommonJs || file === `${path}.mjs`) return false;
  return file !== `${path}.js` || !isInModulePackage(dirname(file));
}

/** Whether the nearest package.json says that its files are ES modules. */
function isInModulePackage(folder: string): boolean {
  if (folder.endsWith('/node_modules')) return false;
  const manifest = join(folder, 'package.json');
  if (existsSync(manifest)) return isModuleManifest(manifest);
  return folder !== '/' && isInModulePackage(dirname(folder));
}

function isModuleManifest(file: string): boolean {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))?.type === 'module';
  } catch {
    return false;
  }
}
