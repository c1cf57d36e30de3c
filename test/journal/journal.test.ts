import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readJournal } from '../../src/journal/read-journal.ts';
import { readSpans } from '../../src/journal/read-span-journals.ts';
import { recoverJournals } from '../../src/journal/recover-journals.ts';
import type { SpanJournal } from '../../src/journal/span-journal.ts';
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
const files = () => readdirSync(folder).map((name) => join(folder, name));
const content = () => readFileSync(files()[0] ?? '', 'utf8');
const namesOf = (spans: readonly { name: string }[]) => spans.map(({ name }) => name);

/** Leaves in the folder what a process would that was killed after `work`. */
function dieAfter(work: (journal: SpanJournal) => void, limit?: number): void {
  const journal = journalIn(folder, limit);
  work(journal);
  const left = content();
  for (const file of files()) rmSync(file);
  writeFileSync(join(folder, `${deadProcess}-a.journal`), left);
}

const recover = () => recoverJournals(journalIn(folder));

test('makes no file before there is something to write', () => {
  const journal = journalIn(folder);

  journal.settled([endedSpan('unknown')]);
  journal.dropped(0);

  expect(readdirSync(base)).toEqual([]);
});

test('a file that is prepared is there before it is needed', () => {
  const journal = journalIn(folder);

  journal.prepare();

  expect(files()).toHaveLength(1);
  expect(content()).toContain('orders');
});

test('what was not settled is found by the next process', () => {
  dieAfter((journal) => {
    const [sent, unsent] = [endedSpan('sent'), endedSpan('unsent')];
    journal.ended(sent);
    journal.ended(unsent);
    journal.settled([sent]);
  });

  const { items: spans, lost } = recover();

  expect(namesOf(spans)).toEqual(['unsent']);
  expect(lost).toBe(0);
});

test('what two processes have told of is sent by one of them', () => {
  const both = endedSpan('both');
  dieAfter((dying) => {
    dying.ended(both);
    dying.ended(endedSpan('unsent'));
  });
  const journal = journalIn(folder);
  journal.ended(both);

  const { items: spans } = recoverJournals(journal);

  expect(namesOf(spans)).toEqual(['unsent']);
});

test('a journal in a folder behind a link is known to be in use', () => {
  const link = join(base, 'link');
  symlinkSync(base, link);
  const journal = journalIn(join(link, 'antifreeze'));
  journal.ended(endedSpan('mine'));

  expect(recoverJournals(journal).items).toEqual([]);
  expect(namesOf(readJournal(content(), Date.now(), readSpans()).items)).toEqual(['mine']);
});

test('a span that cannot be encoded counts as lost', () => {
  const span = endedSpan('odd');
  Object.defineProperty(span.attributes, 'count', {
    enumerable: true,
    get: () => {
      throw new Error('not to be read');
    },
  });

  dieAfter((journal) => journal.ended(span));

  expect(recover()).toMatchObject({ items: [], lost: 1 });
});

test('where everything is settled nothing is found, and nothing stays behind', () => {
  dieAfter((journal) => {
    const span = openSpan('root');
    journal.opened(span, { deadline: Date.now() });
    span.end();
    journal.ended(span);
    journal.settled([span]);
  });
  const journal = journalIn(folder);

  const { items: spans } = recoverJournals(journal);
  journal.close();

  expect(spans).toEqual([]);
  expect(files()).toEqual([]);
});

test('what is found once belongs to the finder, and survives its end as well', () => {
  dieAfter((journal) => journal.ended(endedSpan('unsent')));
  dieAfter((journal) => void recoverJournals(journal));

  const { items: spans } = recover();

  expect(namesOf(spans)).toEqual(['unsent']);
});

test('a journal that another process still writes is left alone', () => {
  const mine = journalIn(folder);
  mine.ended(endedSpan('mine'));

  const { items: spans } = recover();

  expect(spans).toEqual([]);
  expect(namesOf(readJournal(content(), Date.now(), readSpans()).items)).toEqual(['mine']);
});

describe('a root span that never ended', () => {
  const die = (deadline: number, late: boolean) =>
    dieAfter((journal) => {
      journal.opened(openSpan('root', { attributes: { a: 1 } }), { deadline: 1, late: false });
      journal.opened(openSpan('root', { attributes: { a: 1 } }), { deadline, late });
    });

  test.each([
    {
      title: 'timed out if it was late',
      late: true,
      inMs: 10,
      type: 'timeout',
      message: 'timed out',
    },
    {
      title: 'was killed if it had time',
      late: false,
      inMs: 60_000,
      type: '_OTHER',
      message: /before/,
    },
    {
      title: 'was killed for one of two reasons otherwise',
      late: false,
      inMs: -1,
      type: '_OTHER',
      message: /up or/,
    },
  ])('$title', ({ late, inMs, type, message }) => {
    die(Date.now() + inMs, late);

    const [, root] = recover().items;

    expect(root).toMatchObject({
      name: 'root',
      ended: true,
      parentSpanContext: { spanId: 'b7ad6b7169203331' },
      status: { code: 2, message: expect.stringMatching(message) },
      attributes: { a: 1, 'error.type': type, 'antifreeze.unfinished': true },
    });
  });

  test('ends at the last sign of life, and never before its start', () => {
    const future = Date.now() + 60_000;
    dieAfter((journal) => {
      journal.opened(openSpan('past', { startTime: Date.now() - 5_000 }), { deadline: 1 });
      journal.opened(openSpan('future', { startTime: future }), { deadline: 1 });
    });

    const [past, ahead] = recover().items;

    expect(past?.duration[0]).toBeGreaterThanOrEqual(4);
    expect(ahead?.duration).toEqual([0, 0]);
  });
});

test('an open child is only called unfinished', () => {
  dieAfter((journal) => journal.opened(openSpan('child'), { late: true }));

  const [child] = recover().items;

  expect(child?.status.code).toBe(0);
  expect(child?.attributes).toEqual({ 'antifreeze.unfinished': true });
});

test('spans keep the resource of the process that made them', () => {
  dieAfter((journal) => journal.ended(endedSpan('theirs')));

  const [span] = recover().items;

  expect(span?.resource.attributes).toEqual({ 'service.name': 'orders' });
});

test('an unsampled span is not noted', () => {
  const span = endedSpan('unsampled');
  Object.assign(span.spanContext(), { traceFlags: 0 });

  journalIn(folder).opened(span, { late: false });

  expect(readdirSync(base)).toEqual([]);
});

test.each([
  { title: 'survives', counts: [3, 7], expected: 7 },
  { title: 'is forgotten when somebody has been told', counts: [7, 0], expected: 0 },
])('a count of dropped spans $title', ({ counts, expected }) => {
  dieAfter((journal) => counts.forEach((count) => void journal.dropped(count)));

  const { lost } = recover();

  expect(lost).toBe(expected);
});

describe('a file that is full', () => {
  const limit = 40_000;

  test('gives way to one with the newest spans, and the others count as lost', () => {
    dieAfter((journal) => {
      for (let number = 0; number < 200; number++) journal.ended(endedSpan(`span ${number}`));
    }, limit);

    const { items: spans, lost } = recover();

    expect(spans.length).toBeGreaterThan(10);
    expect(spans.length + lost).toBe(200);
    expect(spans.at(-1)?.name).toBe('span 199');
  });

  test('never grows beyond its limit', () => {
    const journal = journalIn(folder, limit);
    for (let number = 0; number < 2_000; number++) {
      const span = endedSpan(`span ${number}`);
      journal.ended(span);
      if (number % 3 > 0) journal.settled([span]);
    }

    expect(files()).toHaveLength(1);
    expect(content().length).toBeLessThanOrEqual(limit);
  });

  test('leaves out a span that is too large, and counts it', () => {
    dieAfter((journal) => {
      journal.ended(endedSpan('large', { attributes: { text: 'x'.repeat(limit) } }));
      journal.ended(endedSpan('small'));
    }, limit);

    const { items: spans, lost } = recover();

    expect(namesOf(spans)).toEqual(['small']);
    expect(lost).toBe(1);
  });
});

test('a folder that cannot be made switches the journal off', () => {
  const journal = journalIn('/proc/antifreeze');

  expect(journal.opened(openSpan('root'), { deadline: 1 })).toBe(false);
  expect(recoverJournals(journal)).toEqual({ items: [], lost: 0 });
  journal.close();
});
