import type { Environment } from './read-setting.ts';

/** Where `os.tmpdir()` is on Linux: loading node:os for it would cost a cold start. */
export function temporaryDirectory(environment: Environment = process.env): string {
  const { TMPDIR, TMP, TEMP } = environment;
  const path = TMPDIR || TMP || TEMP || '/tmp';
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}
