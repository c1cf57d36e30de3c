import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { recoverJournals } from '../../src/journal/recover-journals.ts';
import { endedSpan, journalIn, openSpan } from './spans.ts';

let base: string;
let folder: string;

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'journal-'));
  folder = join(base, 'antifreeze');
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

/** No process can have this id. */
const deadProcess = 99_999_999;
const recover = () => recoverJournals(journalIn(folder));

test('a disk that fills up leaves a journal that can be read', () => {
  const script = fileURLToPath(new URL('fill-disk.ts', import.meta.url));

  // The shell's limit for one file, in units of 512 or 1024 bytes, stands for the disk's end.
  const output = execFileSync('sh', [
    '-c',
    'ulimit -f 20; exec "$0" "$@"',
    process.execPath,
    script,
    folder,
  ]);

  const { items: spans, lost } = recover();
  expect(JSON.parse(output.toString())).toEqual({ held: spans.length, unheld: expect.any(Number) });
  expect(spans.length).toBeGreaterThan(5);
  expect(lost).toBeLessThanOrEqual(5);
});

test('a file that somebody deletes gives way to another one when a span ends', () => {
  const journal = journalIn(folder);
  journal.begun(openSpan('root'), { deadline: Date.now() });
  rmSync(folder, { recursive: true });

  journal.ended(endedSpan('child'));

  const [left = ''] = readdirSync(folder);
  renameSync(join(folder, left), join(folder, `${deadProcess}-a.journal`));
  const { items: spans, lost } = recover();
  expect(spans.map(({ name }) => name).sort()).toEqual(['child', 'root']);
  expect(lost).toBe(0);
});

test('of several processes that look at the same time, one finds each span', () => {
  for (let number = 0; number < 20; number++) {
    const journal = journalIn(join(base, `${number}`));
    journal.ended(endedSpan(`span ${number}`));
    const [name] = readdirSync(join(base, `${number}`));
    const text = readFileSync(join(base, `${number}`, name ?? ''));
    writeFileSync(join(base, `${deadProcess}-${number}.journal`), text);
  }
  const script = fileURLToPath(new URL('recover.ts', import.meta.url));

  const together = `for i in 1 2 3; do "$0" "$1" "$2" & done; wait`;
  const output = execFileSync('sh', ['-c', together, process.execPath, script, base]).toString();

  const found = output.trim().split('\n').filter(Boolean);
  expect(found.sort()).toEqual(Array.from({ length: 20 }, (_, number) => `span ${number}`).sort());
});
