import { Unzip, UnzipInflate } from 'fflate';
import { productInCode } from '../../../support/version.ts';

/** What was found in a zip. */
export interface ScannedArchive {
  /** The paths of all files. */
  readonly files: ReadonlySet<string>;
  /** The versions of this package that are in its JavaScript, bundled or not. */
  readonly versions: readonly string[];
}

/** More than any mention of a version has, in characters. */
const longestMention = 50;

/** Looks through a zip for this package, piece by piece, whatever its size. Throws for what is no zip. */
export async function scanArchive(chunks: AsyncIterable<Uint8Array>): Promise<ScannedArchive> {
  const files = new Set<string>();
  const versions = new Set<string>();
  const archive = new Unzip((file) => {
    files.add(file.name);
    if (!/\.[cm]?js$/.test(file.name)) return;
    const find = versionFinder();
    file.ondata = (error, data, isLast) => {
      if (error) throw error;
      for (const version of find(data, isLast)) versions.add(version);
    };
    file.start();
  });
  archive.register(UnzipInflate);
  for await (const chunk of chunks) archive.push(chunk);
  archive.push(new Uint8Array(0), true);
  if (files.size === 0) throw new Error('This is not a zip.');
  return { files, versions: [...versions].sort() };
}

/** Finds versions in the pieces of one file, wherever these are cut. */
function versionFinder(): (piece: Uint8Array, isLast: boolean) => string[] {
  let rest = '';
  return (piece, isLast) => {
    const text = rest + Buffer.from(piece).toString('latin1');
    // Twice, so that what is too near to the end now is there as a whole with the next piece.
    rest = text.slice(-2 * longestMention);
    return [...text.matchAll(productInCode)]
      .filter(({ index }) => isLast || index < text.length - longestMention)
      .flatMap(([, version = '']) => version);
  };
}
