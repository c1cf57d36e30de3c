import { cpSync, existsSync, mkdtempSync, realpathSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder of what has been built in this run, by name; there is none where a configuration doesn't set it up. */
    builds?: string;
  }
}

/** Has a run keep what it builds, until it ends. */
export function setup(project: TestProject): () => void {
  const builds = mkdtempSync(join(realpathSync(tmpdir()), 'builds-'));
  project.provide('builds', builds);
  return () => rmSync(builds, { recursive: true, force: true });
}

/**
 * Fills `folder` with what `build` puts into the folder that it is given. Of all files of tests the first one builds it, and
 * the others copy that.
 */
export async function builtOnce(
  name: string,
  folder: string,
  build: (folder: string) => Promise<unknown>,
): Promise<void> {
  const builds = inject('builds');
  if (builds === undefined) {
    await build(folder);
    return;
  }
  const kept = join(builds, name);
  if (!existsSync(kept)) {
    const made = mkdtempSync(`${kept}-`);
    await build(made);
    keep(made, kept);
  }
  cpSync(kept, folder, { recursive: true });
}

/** Two may build at once, of which the first counts. Nobody sees a half. */
function keep(made: string, kept: string): void {
  try {
    renameSync(made, kept);
  } catch (error) {
    if (!existsSync(kept)) throw error;
  }
}
