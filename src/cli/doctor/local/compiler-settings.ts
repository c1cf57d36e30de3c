import { dirname, join } from 'node:path';
import { parseJson } from './parse-json.ts';
import { literal, record } from './plain-values.ts';
import type { CompilerSettings } from './project.ts';
import type { ProjectFiles } from './project-files.ts';

/** Files that extend one another are followed so far. */
const mostBases = 5;

/** How TypeScript finds packages; undefined without a `tsconfig.json`, or where that can't be told. */
export function readCompilerSettings(files: ProjectFiles): CompilerSettings | undefined {
  const file = 'tsconfig.json';
  let next: string | undefined = file;
  let options: Readonly<Record<string, unknown>> = {};
  for (let base = 0; next && files.has(next) && base < mostBases; base++) {
    const settings = record(parseJson(files, next));
    options = { ...record(settings['compilerOptions']), ...options };
    next = pathOf(next, literal(settings['extends']));
  }
  // What is left is a package's.
  const isWhole = next === undefined;
  const moduleResolution =
    literal(options['moduleResolution']) ?? (isWhole ? byDefault(files, options) : undefined);
  return moduleResolution ? { file, moduleResolution: moduleResolution.toLowerCase() } : undefined;
}

function pathOf(file: string, parent: string | undefined): string | undefined {
  if (!parent?.startsWith('.')) return parent;
  const path = join(dirname(file), parent);
  return path.endsWith('.json') ? path : `${path}.json`;
}

/** Up to release 5, ES modules have their packages found by `classic`. https://www.typescriptlang.org/tsconfig/#moduleResolution */
function byDefault(files: ProjectFiles, { module, target }: Readonly<Record<string, unknown>>) {
  const compiler = record(parseJson(files, 'node_modules/typescript/package.json'));
  const isOld = Number.parseInt(literal(compiler['version']) ?? '', 10) < 6;
  const format =
    literal(module) ?? (/^es[35]$/i.test(literal(target) ?? 'es5') ? 'commonjs' : 'es6');
  return isOld && !/^(?:commonjs|node|preserve)/i.test(format) ? 'classic' : undefined;
}
