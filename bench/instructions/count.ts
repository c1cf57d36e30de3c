import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { nodeOptionsOf } from '../../harness/lambda/node-options.ts';
import { event } from '../event.ts';

/** One process that loads a module and calls its handler. */
export interface Run {
  /** The path of Node.js. */
  readonly node: string;
  readonly module: string;
  /** Numbers of calls, ascending: what is counted is divided where so many have been served. */
  readonly marks: readonly number[];
  readonly environment: Readonly<Record<string, string>>;
}

/** Seeds that are otherwise drawn at each start. */
const fixed = ['--hash-seed=1', '--random-seed=1'];
const serve = join(import.meta.dirname, 'serve.cjs');

/**
 * Instructions that the main thread runs from the start of Node.js to the first mark, and from each to the next, by
 * valgrind's callgrind. The same to a few per mille, whatever else the machine does.
 */
export async function countInstructions(run: Run): Promise<number[]> {
  const folder = mkdtempSync(join(tmpdir(), 'antifreeze-callgrind-'));
  try {
    await promisify(execFile)(
      'valgrind',
      [
        '--tool=callgrind',
        '--separate-threads=yes',
        // What a mark calls.
        '--dump-before=uv_os_getpriority',
        `--callgrind-out-file=${folder}/out`,
        run.node,
        ...nodeOptionsOf({ memoryMb: 1024 }),
        ...fixed,
        serve,
        run.module,
        JSON.stringify(run.marks),
        JSON.stringify(event),
      ],
      { env: { PATH: process.env['PATH'], TMPDIR: folder, ...run.environment } },
    );
    return run.marks.map((_, index) => mainThreadTotal(folder, index + 1));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function mainThreadTotal(folder: string, part: number): number {
  const file = readdirSync(folder).find((name) => name === `out.${part}-01`) ?? '';
  const [, total] = /^totals: (\d+)$/m.exec(readFileSync(join(folder, file), 'latin1')) ?? [];
  if (total === undefined) throw new Error('callgrind has written no total');
  return Number(total);
}
