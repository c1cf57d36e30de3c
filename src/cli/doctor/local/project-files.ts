import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Gaps } from '../aws/gaps.ts';

/** The files of a project. Nothing here throws: what can't be read is a gap. */
export interface ProjectFiles {
  readonly gaps: Gaps;
  /** The text of a file; undefined where there is none, or none that can be read. */
  read(path: string): string | undefined;
  has(path: string): boolean;
  /** The paths of all files of the project's own, those nearest to its root first. */
  readonly paths: readonly string[];
}

/** No configuration or source that people write is larger, in bytes. */
const largestFile = 1024 * 1024;
const mostFiles = 5_000;
const deepest = 8;
/** What is installed, built or somebody else's. */
const foreign = /^(?:\..*|node_modules|coverage|cdk\.out|vendor)$/;

/** Looks at what is in a folder. Paths are relative to it, with slashes. */
export function projectFiles(folder: string, gaps: Gaps): ProjectFiles {
  const read = (path: string): string | undefined => {
    const content = readText(join(folder, path));
    if (content.status === 'text') return content.text;
    if (content.status === 'unreadable') gaps.add(path, content.reason);
    return undefined;
  };
  const paths = walk(folder, gaps);
  if (paths.length >= mostFiles) gaps.add('all files', `there are more than ${mostFiles}`);
  return {
    gaps,
    read,
    has: (path) => readText(join(folder, path)).status !== 'absent',
    paths,
  };
}

type Content =
  | { readonly status: 'text'; readonly text: string }
  | { readonly status: 'absent' }
  | { readonly status: 'unreadable'; readonly reason: string };

function readText(file: string): Content {
  const unreadable = (reason: string) => ({ status: 'unreadable', reason }) as const;
  try {
    const { size, isFile } = factsOf(file);
    // Anything else, such as a pipe, may never end.
    if (!isFile) return unreadable('it is no file');
    if (size > largestFile) return unreadable('it is larger than a megabyte');
    const bytes = readFileSync(file);
    if (bytes.includes(0)) return unreadable('it is no text');
    return { status: 'text', text: bytes.toString().replace(/^\ufeff/, '') };
  } catch (error) {
    const { code = 'an error' } = error as NodeJS.ErrnoException;
    return /^ENO(?:ENT|TDIR)$/.test(code)
      ? { status: 'absent' }
      : unreadable(`reading it failed with ${code}`);
  }
}

function factsOf(file: string) {
  const stats = statSync(file);
  return { size: stats.size, isFile: stats.isFile() };
}

/** Links are not followed, as they may lead around in a circle. */
function walk(root: string, gaps: Gaps): string[] {
  const found: string[] = [];
  let folders = [''];
  for (let depth = 0; folders.length > 0 && depth < deepest; depth++) {
    const entries = folders.flatMap((folder) =>
      entriesOf(root, folder, gaps).map((entry) => ({ entry, path: join(folder, entry.name) })),
    );
    found.push(...entries.filter(({ entry }) => entry.isFile()).map(({ path }) => path));
    if (found.length > mostFiles) return found.slice(0, mostFiles);
    folders = entries
      .filter(({ entry }) => entry.isDirectory() && !foreign.test(entry.name))
      .map(({ path }) => path);
  }
  return found.map((path) => path.replaceAll('\\', '/'));
}

function entriesOf(root: string, folder: string, gaps: Gaps) {
  try {
    return readdirSync(join(root, folder), { withFileTypes: true }).sort((one, other) =>
      one.name < other.name ? -1 : 1,
    );
  } catch (error) {
    gaps.add(folder, `reading it failed with ${(error as NodeJS.ErrnoException).code}`);
    return [];
  }
}
