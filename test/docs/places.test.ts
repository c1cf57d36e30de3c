import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const files = globSync(
  ['*.json', '*.ts', '{src,scripts,test,layers,docs,bench,harness,deploy,examples,peers}/**/*'],
  { exclude: ['**/node_modules/**'] },
);
/** What builds, tests and benches write. */
const written = readFileSync('.gitignore', 'utf8').trim().split('\n');

/** What a page names as a file or a folder, in whole or by its end, without what is in blocks of code. */
function namedIn(page: string): string[] {
  const text = readFileSync(page, 'utf8').replace(/^```[\s\S]*?^```$/gm, '');
  return [...text.matchAll(/`((?:[\w.-]+\/)*[\w.-]+\.(?:tsx?|mjs|cjs|json)|(?:[\w.-]+\/)+)`/g)]
    .map(([, name = '']) => name)
    .filter((name) => !written.some((folder) => name.startsWith(folder)));
}

function isThere(name: string): boolean {
  return files.some((file) =>
    name.endsWith('/') ? `/${file}`.includes(`/${name}`) : `/${file}`.endsWith(`/${name}`),
  );
}

test.each(['ARCHITECTURE.md', 'CONTRIBUTING.md', 'docs/decisions.md'])(
  '%s names files and folders that there are',
  (page) => {
    const named = namedIn(page);

    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((name) => !isThere(name))).toEqual([]);
  },
);

test('each folder of the sources has its line', () => {
  const folders = globSync('src/*/').map((folder) => `\`${folder}/\``.replace('//', '/'));
  const page = readFileSync('ARCHITECTURE.md', 'utf8');

  expect(folders.length).toBeGreaterThan(15);
  expect(folders.filter((folder) => !page.includes(folder))).toEqual([]);
});

test('each station of the tour is a function that its file exports', () => {
  const [, tour = ''] =
    /^## One invocation.*?\n([\s\S]*?)^## /m.exec(readFileSync('ARCHITECTURE.md', 'utf8')) ?? [];
  const stations = [...tour.matchAll(/`(\w+)`\s+\(`([\w./-]+\.ts)`\)/g)];
  const missing = stations.filter(([, name, file = '']) => {
    const exported = new RegExp(`^export (?:async function|function|const|class) ${name}\\b`, 'm');
    return !exported.test(readFileSync(file, 'utf8'));
  });

  expect(stations.length).toBeGreaterThan(40);
  expect(missing.map(([station]) => station)).toEqual([]);
});

test('the tour passes every folder that an invocation passes, in one piece', () => {
  const [, tour = ''] =
    /^## One invocation.*?\n([\s\S]*?)^## /m.exec(readFileSync('ARCHITECTURE.md', 'utf8')) ?? [];
  const folders = new Set([...tour.matchAll(/`src\/([\w-]+)\//g)].map(([, folder]) => folder));

  expect([...folders]).toEqual(
    expect.arrayContaining(
      'entry config sdk aws triggers core propagation instrumentation otlp journal export light layer gcp'.split(
        ' ',
      ),
    ),
  );
});
