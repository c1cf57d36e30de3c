import { type ScannedArchive, scanArchive } from './scan-archive.ts';

/** Longest time for one download, in milliseconds. */
const longest = 60_000;

/** Looks through the zip at a URL that AWS has signed, which is secret. Throws a `DownloadFailed`, which doesn't tell it. */
export async function scanDownload(location: string | undefined): Promise<ScannedArchive> {
  try {
    const { ok, body } = await fetch(location ?? '', { signal: AbortSignal.timeout(longest) });
    if (ok && body) return await scanArchive(body);
  } catch {
    // The cause may quote the URL.
  }
  throw Object.assign(new Error("The zip can't be read."), { name: 'DownloadFailed' });
}
