import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Streams, tellUsage } from '../tell-usage.ts';
import { type BundleSize, type Metafile, measureBundles } from './measure-bundle.ts';

const usage = `Usage: antifreeze size <metafile>

Tells how much of a bundle is antifreeze. The metafile is what esbuild writes with --metafile=<file>, or gives with
metafile: true. Run it where esbuild ran: the files are named from there.
`;

/** Runs `antifreeze size` with the arguments after its name. Gives the exit code; never rejects. */
export async function runSize(args: readonly string[], { out, error }: Streams): Promise<number> {
  const [metafile, ...others] = args;
  if (args.includes('--help') || args.includes('-h')) return tellUsage(usage, '', { out, error });
  if (metafile === undefined) return tellUsage(usage, 'Say which metafile.', { out, error });
  if (others.length > 0 || metafile.startsWith('-'))
    return tellUsage(usage, `What is ${others[0] ?? metafile}?`, { out, error });
  try {
    const sizes = measureBundles(readMetafile(metafile), read);
    if (sizes.length === 0) throw new Error(`antifreeze is in none of the files of ${metafile}.`);
    out(`${sizes.map(linesOf).join('\n\n')}\n`);
    return 0;
  } catch (problem) {
    error(`${(problem as Error).message}\n`);
    return 1;
  }
}

function readMetafile(file: string): Metafile {
  const text = read(file);
  try {
    const metafile = JSON.parse(text) as Partial<Metafile> | null;
    if (metafile?.outputs && typeof metafile.outputs === 'object') return metafile as Metafile;
  } catch {
    // No JSON is no metafile.
  }
  throw new Error(`${file} is no metafile of esbuild.`);
}

function read(file: string): string {
  try {
    return readFileSync(resolve(file), 'utf8');
  } catch (problem) {
    const { code } = problem as NodeJS.ErrnoException;
    throw new Error(`${file} ${code === 'ENOENT' ? 'is not there' : `can't be read: ${code}`}.`);
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
