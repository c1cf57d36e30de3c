import fs, { cpSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createFlusher } from '../../src/export/flusher.ts';
import { ItemBuffer } from '../../src/export/item-buffer.ts';
import { reportingDropped } from '../../src/export/reporting-dropped.ts';
import type { Undelivered } from '../../src/export/send.ts';
import { spanKind } from '../../src/export/span-kind.ts';
import { recoverJournals } from '../../src/journal/recover-journals.ts';
import { idOf } from '../../src/support/id-of.ts';
import { endedSpan, journalIn } from './spans.ts';

let base: string;
let folder: string;
let moments: Moment[];
let made: number;
let arrived: ReadableSpan[];

/** What is on disk after a write, and what has happened by then. */
interface Moment {
  readonly folder: string;
  readonly madeBefore: number;
  readonly arrived: readonly ReadableSpan[];
}

const writes = ['writeSync', 'ftruncateSync', 'renameSync', 'unlinkSync'] as const;
const originals = Object.fromEntries(writes.map((name) => [name, fs[name]]));

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'killed-'));
  folder = join(base, 'antifreeze');
  [moments, made, arrived] = [[], 0, []];
});
afterEach(() => {
  stopWatching();
  rmSync(base, { recursive: true });
});

/** From now on, each write of this process to a disk makes a moment. */
function watch(): void {
  for (const name of writes) {
    const write = originals[name] as (...args: unknown[]) => unknown;
    Object.assign(fs, {
      [name]: (...args: unknown[]) => {
        const result = write(...args);
        const copy = join(base, `moment-${moments.length}`);
        cpSync(folder, copy, { recursive: true, preserveTimestamps: true });
        moments.push({ folder: copy, madeBefore: made, arrived: [...arrived] });
        return result;
      },
    });
  }
  syncBuiltinESMExports();
}

function stopWatching(): void {
  Object.assign(fs, originals);
  syncBuiltinESMExports();
}

/** Spans that have arrived, that are found, or that are known to be lost, if the process was killed at that moment. */
function accountedFor(moment: Moment): number {
  const { items: spans, lost } = recoverJournals(journalIn(moment.folder));
  const unique = new Map([...spans, ...moment.arrived].map((span) => [idOf(span), span]));
  return [...unique.values()].reduce((sum, span) => sum + 1 + spanKind.toldBy(span), lost);
}

/** Each moment's account may have the span that is being made, and nothing else. */
function expectNoneLost(atLeast: number): void {
  stopWatching();
  const wrong = moments
    .map((moment, index) => ({ index, made: moment.madeBefore, accounted: accountedFor(moment) }))
    .filter((each) => each.accounted < each.made || each.accounted > each.made + 1);
  expect(moments.length).toBeGreaterThanOrEqual(atLeast);
  expect(wrong).toEqual([]);
}

/** The buffer of a process, which sends five spans at a time and has the next of `results` for each request. */
function processWith(...results: ('down' | 'refused' | 'up')[]) {
  const journal = journalIn(folder);
  const buffer = new ItemBuffer({
    kind: spanKind,
    maxQueueSize: 8,
    maxExportBatchSize: 5,
    flush: async () => undefined,
    journal,
  });
  const send = reportingDropped(async (spans): Promise<Undelivered<ReadableSpan>> => {
    const result = results.shift() ?? 'up';
    if (result === 'up') arrived.push(...spans);
    return {
      unsent: result === 'down' ? spans : [],
      dropped: result === 'refused' ? spans.length : 0,
    };
  }, buffer);
  const flush = createFlusher(buffer, send);
  return {
    end(count: number) {
      for (let ended = 0; ended < count; ended++) {
        buffer.add(endedSpan('span'));
        made += 1;
      }
    },
    flush: () => flush(Date.now() + 10_000),
  };
}

/** What the files of this process are called when it is dead. */
function die(): void {
  for (const name of readdirSync(folder))
    renameSync(join(folder, name), join(folder, name.replace(`${process.pid}-`, '99999999-')));
}

test('killed at any moment of an outage, a process has lost no span, and counts none twice', async () => {
  const { end, flush } = processWith('down', 'refused', 'down', 'up', 'refused');
  watch();

  for (let round = 0; round < 6; round++) {
    end(7);
    await flush();
  }

  expectNoneLost(50);
});

test('killed at any moment while it takes over what others left, a process has lost and doubled nothing', () => {
  for (let life = 0; life < 3; life++) {
    processWith().end(12);
    die();
  }
  watch();

  recoverJournals(journalIn(folder));

  expectNoneLost(20);
});

test('killed at any moment, also while its file gives way to a new one, a process has lost no span', () => {
  const journal = journalIn(folder, 20_000);
  watch();

  for (; made < 120; made++) journal.ended(endedSpan(`span ${made}`));

  expect(new Set(moments.flatMap((moment) => readdirSync(moment.folder))).size).toBeGreaterThan(1);
  expectNoneLost(120);
});
