import { type ScannedArchive, scanArchive } from './scan-archive.ts';

/** Longest time for one download, in milliseconds. */
const longest = 60_000;

/** Looks through the zip at a URL that AWS has signed. That URL is secret. Throws where it can't be had. */
export async function scanDownload(location: string | undefined): Promise<ScannedArchive> {
  const { ok, body } = await fetch(location ?? '', { signal: AbortSignal.timeout(longest) });
  if (!ok || !body) throw new Error('The download was refused.');
  return scanArchive(body);
}
