import {
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A block of code in a page of the documentation that says in its first line which file it is. */
export interface Snippet {
  readonly page: string;
  readonly file: string;
  readonly code: string;
}

export function snippetsOf(page: string): Snippet[] {
  const text = readFileSync(`docs/${page}`, 'utf8');
  return [...text.matchAll(/^```(?:js|mjs|ts)\n\/\/ ([\w./-]+)\n([\s\S]*?)^```$/gm)].map(
    ([, file = '', code = '']) => ({ page, file, code }),
  );
}

/** A folder whose code can load this package as it is built, and what `folders` have installed beside that of ours. */
export function createProject(...folders: readonly string[]): string {
  const project = mkdtempSync(join(realpathSync(tmpdir()), 'snippets-'));
  link(project, 'antifreeze', '.');
  for (const folder of [...folders, '.'])
    for (const name of globSync(['node_modules/*', 'node_modules/@*/*'], { cwd: folder }))
      if (!/@[^/]+$/.test(name))
        link(project, name.slice('node_modules/'.length), join(folder, name));
  return project;
}

/** Whoever comes first has the name. */
function link(project: string, name: string, target: string): void {
  const path = join(project, 'node_modules', name);
  if (existsSync(path)) return;
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(realpathSync(target), path);
}
