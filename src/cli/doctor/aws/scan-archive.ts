import { Unzip, UnzipInflate } from 'fflate';
import { productInCode } from '../../../support/version.ts';

/** What was found in a zip. */
export interface ScannedArchive {
  /** The paths of all files. */
  readonly files: ReadonlySet<string>;
  /** The versions of this package that are in its JavaScript, bundled or not. */
  readonly versions: readonly string[];
}

/** Longer than any mention of a version, in characters. */
const overlap = 80;

/** Looks through a zip for this package, piece by piece, whatever its size. Throws for what is no zip. */
export async function scanArchive(chunks: AsyncIterable<Uint8Array>): Promise<ScannedArchive> {
  const files = new Set<string>();
  const versions = new Set<string>();
  const archive = new Unzip((file) => {
    files.add(file.name);
    if (!/\.[cm]?js$/.test(file.name)) return;
    let rest = '';
    file.ondata = (error, data) => {
      if (error) throw error;
      const text = rest + Buffer.from(data).toString('latin1');
      for (const [, version = ''] of text.matchAll(productInCode)) versions.add(version);
      rest = text.slice(-overlap);
    };
    file.start();
  });
  archive.register(UnzipInflate);
  for await (const chunk of chunks) archive.push(chunk);
  archive.push(new Uint8Array(0), true);
  if (files.size === 0) throw new Error('This is not a zip.');
  return { files, versions: [...versions].sort() };
}
