import { spawnSync } from 'node:child_process';

/** What it takes to start a process on an idle machine. */
const idleMs = 50;

/** As many milliseconds, and as many times more, up to ten, as it takes this machine longer to start a process just now. */
export function patiently(milliseconds: number): number {
  const begun = performance.now();
  spawnSync(process.execPath, ['-e', '0']);
  const slowness = (performance.now() - begun) / idleMs;
  return Math.round(milliseconds * Math.min(10, Math.max(1, slowness)));
}
