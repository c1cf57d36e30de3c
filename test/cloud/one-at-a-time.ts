import { mkdirSync, rmdirSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Longer than any installation takes: a folder that is older was left by a process that was killed. */
const abandonedMs = 15 * 60_000;

/** Runs `work` when no other process runs what has the same `lock`, which is the path of a folder that nobody else uses. */
export async function oneAtATime(lock: string, work: () => Promise<void>): Promise<void> {
  while (!taken(lock)) await sleep(100);
  try {
    await work();
  } finally {
    rmdirSync(lock);
  }
}

function taken(lock: string): boolean {
  try {
    mkdirSync(lock);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const { mtimeMs } = statSync(lock, { throwIfNoEntry: false }) ?? { mtimeMs: Date.now() };
  if (Date.now() - mtimeMs > abandonedMs) rmdirSync(lock);
  return false;
}
