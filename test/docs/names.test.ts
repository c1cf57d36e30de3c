import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { knownVariables } from '../../src/config/known-variables.ts';

const troubleshooting = readFileSync('docs/troubleshooting.md', 'utf8');

test.each(globSync('docs/*.md'))('%s names variables of ours that are read', (page) => {
  const named = readFileSync(page, 'utf8').match(/\bANTIFREEZE_[A-Z_]*[A-Z]\b/g) ?? [];

  expect(named.filter((name) => !knownVariables.has(name))).toEqual([]);
});

test.each(['troubleshooting.md', 'migration.md', 'security.md'])(
  '%s names problems that the doctor finds',
  (page) => {
    const found = readFileSync('docs/doctor.md', 'utf8');
    const named = [
      ...readFileSync(`docs/${page}`, 'utf8').matchAll(/(?:doctor`?|It)\s+says\s+`([a-z-]+)`/g),
    ];

    expect(named).not.toHaveLength(0);
    for (const [, name] of named) expect(found).toContain(`| \`${name}\` |`);
  },
);

test('what troubleshooting.md quotes from the log is what the code says', () => {
  const sources = globSync('src/{config,export}/*.ts').map((file) => readFileSync(file, 'utf8'));
  const [, table = ''] = /\| the line says .*\n((?:\|.*\n)+)/.exec(troubleshooting) ?? [];
  const quoted = [...table.matchAll(/^\| (`.*?`) \|/gm)].flatMap(([, quotes = '']) =>
    [...quotes.matchAll(/`([^`]+)`/g)].map(([, quote = '']) => quote),
  );
  // A number or a name stands in the code's place for it.
  const pieces = quoted
    .flatMap((quote) => quote.split(/…|ANTIFREEZE_|\d{3}/))
    .filter((text) => text.trim());

  expect(quoted.length).toBeGreaterThan(10);
  expect(pieces.filter((text) => !sources.some((source) => source.includes(text)))).toEqual([]);
});
