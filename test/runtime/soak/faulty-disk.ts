import { execFileSync } from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The disk that a function has its journal on. */
export interface FaultyDisk {
  /** What the function needs to have it. */
  readonly environment: Readonly<Record<string, string>>;
  /** Whether `fill` does anything: that takes the right to mount. */
  readonly canBeFull: boolean;
  /** Each write takes so much longer, in milliseconds. Does nothing where there is no C compiler. */
  slowDown(delayMs: number): void;
  /** Takes all the room there is. */
  fill(): void;
  free(): void;
  remove(): void;
}

const source = fileURLToPath(new URL('slow-disk.c', import.meta.url));

/** A disk of 32 MiB of its own, which is slow by a library that is preloaded, and really full. What can't be had here is reported. */
export function createFaultyDisk(): FaultyDisk {
  const folder = mkdtempSync(join(tmpdir(), 'faulty-disk-'));
  const [mountPoint, library, delay] = ['disk', 'slow-disk.so', 'delay'].map((name) =>
    join(folder, name),
  ) as [string, string, string];
  mkdirSync(mountPoint);
  const canBeFull = attempt(
    'a full disk',
    'mount',
    '-t',
    'tmpfs',
    '-o',
    'size=32m',
    'tmpfs',
    mountPoint,
  );
  const canBeSlow = attempt('a slow disk', 'cc', '-shared', '-fPIC', '-O2', '-o', library, source);
  const filler = join(mountPoint, 'filler');
  return {
    environment: {
      TMPDIR: mountPoint,
      ...(canBeSlow && { LD_PRELOAD: library, SLOW_DISK: delay }),
    },
    canBeFull,
    slowDown: (delayMs) => writeFileSync(delay, String(delayMs * 1_000)),
    fill: () => {
      if (canBeFull) fillWith(filler);
    },
    free: () => rmSync(filler, { force: true }),
    remove: () => {
      if (canBeFull) execFileSync('umount', [mountPoint]);
      rmSync(folder, { recursive: true });
    },
  };
}

function attempt(what: string, command: string, ...args: string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'pipe' });
    return true;
  } catch (error) {
    console.error(`\n*** SKIPPED: ${what} can't be had here: ${error} ***\n`);
    return false;
  }
}

function fillWith(path: string): void {
  const file = openSync(path, 'w');
  const chunk = Buffer.alloc(65_536);
  try {
    for (;;) writeSync(file, chunk);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  } finally {
    closeSync(file);
  }
}
