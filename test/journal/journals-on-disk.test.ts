import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
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

/** Leaves the journal of a process that is gone, last written to so many seconds after the epoch. */
function leave(name: string, spans: readonly string[], writtenAt: number): string {
  const own = join(base, name);
  const journal = journalIn(own);
  for (const span of spans)
    journal.ended(endedSpan(span, { attributes: { text: 'x'.repeat(3_000) } }));
  const [file = ''] = readdirSync(own);
  const left = join(folder, `${deadProcess}-${name}.journal`);
  mkdirSync(folder, { recursive: true });
  renameSync(join(own, file), left);
  utimesSync(left, writtenAt, writtenAt);
  return left;
}

/** Names of what is found, time and again, by a process that takes over so many bytes at once. */
function recoverInRounds(limit: number): string[][] {
  const journal = journalIn(folder, limit);
  const rounds: string[][] = [];
  for (let isCut: boolean | undefined = true; isCut; ) {
    const found = recoverJournals(journal);
    rounds.push(found.items.map(({ name }) => name));
    journal.settled(found.items);
    isCut = found.isCut;
  }
  journal.close();
  return rounds;
}

test('of many journals those are taken over at once that fit into memory, the newest first', () => {
  for (let number = 0; number < 7; number++) leave(`${number}`, [`span ${number}`], 1_000 + number);

  expect(recoverInRounds(8_000)).toEqual([
    ['span 5', 'span 6'],
    ['span 3', 'span 4'],
    ['span 1', 'span 2'],
    ['span 0'],
    [],
  ]);
  expect(readdirSync(folder)).toEqual([]);
});

test('what a process had taken over when it was killed is found once, however much there is', () => {
  const taken = leave('taken', ['old'], 1_000);
  const text = readFileSync(taken);
  const killed = journalIn(folder);
  recoverJournals(killed);
  const [, claimed = ''] =
    /"replaces":\["([^"]+)"/.exec(readFileSync(killed.path ?? '', 'utf8')) ?? [];
  renameSync(killed.path ?? '', join(folder, `${deadProcess}-killed.journal`));
  // As if it had not come to removing it.
  writeFileSync(join(folder, claimed), text);
  utimesSync(join(folder, claimed), 1_000, 1_000);

  expect(recoverInRounds(3_000)).toEqual([['old'], []]);
  expect(readdirSync(folder)).toEqual([]);
});

test('what is called like a journal and is no file is left alone, and nobody waits for it', () => {
  leave('real', ['span'], 1_000);
  const others = ['folder', 'pipe'].map((name) => join(folder, `${deadProcess}-${name}.journal`));
  mkdirSync(others[0] ?? '');
  execFileSync('mkfifo', [others[1] ?? '']);
  const openFiles = () => readdirSync('/proc/self/fd').length;
  const before = openFiles();

  expect(recoverInRounds(8_000)).toEqual([['span'], []]);
  expect(openFiles()).toBe(before);
  expect(readdirSync(folder).sort()).toEqual(others.map((path) => basename(path)).sort());
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
