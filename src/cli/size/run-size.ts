import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type BundleSize, type Metafile, measureBundles } from './measure-bundle.ts';

const usage = `Usage: antifreeze size <metafile>

Tells how much of a bundle is antifreeze. The metafile is what esbuild writes with --metafile=<file>, or gives with
metafile: true. Run it where esbuild ran: the files are named from there.
`;

/** What the command needs of the world. */
interface SizeEnvironment {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
}

/** Runs `antifreeze size` with the arguments after its name. Gives the exit code; never rejects. */
export async function runSize(
  [metafile, ...others]: readonly string[],
  { out, error }: SizeEnvironment,
): Promise<number> {
  if (metafile === '--help' || metafile === '-h') {
    out(usage);
    return 0;
  }
  if (metafile === undefined || others.length > 0) {
    error(usage);
    return 2;
  }
  try {
    const read = (file: string) => readFileSync(resolve(file), 'utf8');
    const sizes = measureBundles(JSON.parse(read(metafile)) as Metafile, read);
    if (sizes.length === 0) throw new Error(`antifreeze is in none of the files of ${metafile}`);
    out(`${sizes.map(linesOf).join('\n\n')}\n`);
    return 0;
  } catch (problem) {
    error(`${(problem as Error).message}\n`);
    return 1;
  }
}

function linesOf({ file, bytes, own, lateParts }: BundleSize): string {
  const late = lateParts.reduce((sum, part) => sum + part.bytes, 0);
  return [
    `${file}: ${kilobytes(bytes).trim()}, of which antifreeze is`,
    `${kilobytes(own)}  (${Math.round((100 * own) / bytes)} %)`,
    `${kilobytes(own - late)}  that a cold start parses`,
    `${kilobytes(late)}  texts, each compiled when it is first needed:`,
    ...lateParts.map((part) => `  ${kilobytes(part.bytes)}  ${part.name}`),
  ].join('\n');
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1_000).toFixed(1)} kB`.padStart(10);
}
