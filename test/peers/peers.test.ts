import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { measure } from '../../peers/measure.ts';
import { bare, peers } from '../../peers/of/index.ts';
import { pageOf } from '../../peers/page.ts';
import { readPeer } from '../../peers/read-peer.ts';
import type { Cell, SuiteName } from '../../peers/suites/suite.ts';

const [antifreeze = bare] = peers;
const runtime = 'nodejs24.x';
let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(realpathSync(tmpdir()), 'peers-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

/** A peer is installed, and each of its functions called again and again. */
const timeout = 900_000;

/** The texts of cells, and whether they are as one would want them. */
const texts = (cells: Readonly<Record<string, Cell>> = {}) =>
  Object.fromEntries(Object.entries(cells).map(([title, { text }]) => [title, text]));

function write(files: Readonly<Record<string, string>>): string {
  for (const [name, code] of Object.entries(files)) writeFileSync(join(directory, name), code);
  return join(directory, Object.keys(files)[0] ?? '');
}

test('a bare function is the same as itself', { timeout }, async () => {
  const { suites } = await measure(bare, {
    runtime,
    isChosen: (_, title) => title === 'streams plain',
  });

  expect(suites).toEqual({ transparency: { 'streams plain': { text: 'same', isGood: true } } });
});

test('antifreeze behaves, and its spans arrive', { timeout }, async () => {
  const run = (suite: SuiteName, start: string) =>
    measure(antifreeze, {
      runtime,
      suites: [suite],
      isChosen: (_, title) => title.startsWith(start),
    });

  const [same, ended, bundled, joined] = await Promise.all([
    run('transparency', 'promises rejectsUndefined'),
    run('endings', 'calls process.exit'),
    run('bundling', 'esbuild, CommonJS, with the SDK'),
    run('events', 'SQS'),
  ]);

  expect(texts(same.suites.transparency)).toEqual({ 'promises rejectsUndefined': 'same' });
  expect(texts(ended.suites.endings)).toEqual({
    'calls process.exit: its span': expect.stringMatching(/^(later|at once)$/),
    'calls process.exit: the request before': expect.stringMatching(/^(later|at once)$/),
  });
  expect(texts(bundled.suites.bundling)).toEqual({ 'esbuild, CommonJS, with the SDK': 'both' });
  expect(texts(joined.suites.events)).toMatchObject({
    'SQS, two messages of two senders: `traceparent`': 'a link of each',
  });
});

test('the wrapper of docs/peers.md is found out', { timeout }, async () => {
  const snippets = [
    ...readFileSync('docs/peers.md', 'utf8').matchAll(/```js\n\/\/ (\S+)\n([\s\S]*?)```/g),
  ].map(([, name = '', code = '']) => [name, code]);
  const mine = await readPeer(write(Object.fromEntries(snippets)));

  const run = (suite: SuiteName, start: string) =>
    measure(mine, { runtime, suites: [suite], isChosen: (_, title) => title.startsWith(start) });
  const [lost, kept, sent] = await Promise.all([
    run('transparency', 'streams highWaterMark'),
    run('transparency', 'promises object (nested)'),
    run('endings', 'throws'),
  ]);

  expect(lost.suites.transparency?.['streams highWaterMark']).toMatchObject({
    text: expect.stringContaining('answer'),
    isGood: false,
  });
  expect(texts(kept.suites.transparency)).toEqual({ 'promises object (nested)': 'same' });
  expect(texts(sent.suites.endings)).toEqual({
    'throws: its span': 'never',
    'throws: the request before': 'never',
  });
});

test.for([
  [
    'promises object',
    'log',
    "(event, context) => { console.log('traced'); return handler(event, context); }",
  ],
  [
    'promises rejectsUndefined',
    'answer',
    'async (...args) => { try { return await handler(...args); } catch (error) { throw error ?? new Error(); } }',
  ],
  [
    'promises leavesWork',
    'time',
    'async (...args) => { const result = await handler(...args); await new Promise((resolve) => setTimeout(resolve, 1.2 * process.env.WORK_MS)); return result; }',
  ],
  [
    'endings exitsBadly',
    'end',
    '(...args) => { process.exit = () => {}; return handler(...args); }',
  ],
])(
  'in "%s" a wrapper that changes %s is found out',
  { timeout },
  async ([title, difference, expression]) => {
    const tracer = `${difference}-tracer.cjs`;
    const file = write({
      [`${difference}.cjs`]: `exports.name = 'bad'; exports.wrapper = require.resolve('./${tracer}');`,
      [tracer]: `exports.wrap = (handler) => ${expression};`,
    });

    const { suites } = await measure(await readPeer(file), {
      runtime,
      isChosen: (_, each) => each === title,
    });

    expect(suites.transparency?.[String(title)]?.text).toContain(difference);
  },
);

test('a module without a name is refused', async () => {
  const file = write({ 'nameless.cjs': 'exports.wrap = (handler) => handler;' });

  await expect(readPeer(file)).rejects.toThrow('has to export an object with a name');
});

test('the page has each peer in a column, and what is not as wanted in bold', () => {
  const suites = { freeze: { 'a case': { text: 'yes', isGood: false } } } as const;
  const result = { packages: ['mine@1.0.0'], day: '2026-11-28', suites };

  const page = pageOf([{ runtime, results: { mine: { ...result, peer: 'mine' } } }]);

  expect(page).toContain('| mine | `mine@1.0.0` |');
  expect(page).toContain('| [The freeze](#the-freeze) | 0 of 1 |');
  expect(page).toContain('| a case | **yes** |');
});
