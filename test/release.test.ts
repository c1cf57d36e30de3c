import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { cutChangelog, missingIn } from '../scripts/release.ts';

const changelog = readFileSync('CHANGELOG.md', 'utf8');
const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

test('the changelog has what is unreleased, then each version with its date, the latest first', () => {
  const headings = [...changelog.matchAll(/^## (.*)$/gm)].map(([, heading = '']) => heading);
  const [first, ...versions] = headings;

  expect(first).toBe('Unreleased');
  expect(versions[0]).toContain(version);
  for (const heading of versions) expect(heading).toMatch(/^\d+\.\d+\.\d+ - \d{4}-\d\d-\d\d$/);
  const dates = versions.map((heading) => heading.split(' - ')[1] ?? '');
  expect(dates).toEqual(dates.toSorted().toReversed());
});

test('a release gives what is unreleased its number', () => {
  const cut = cutChangelog(
    '# Changes\n\n## Unreleased\n\n### Added\n\n- a\n',
    '1.2.0',
    '2027-01-02',
  );

  expect(cut).toBe('# Changes\n\n## Unreleased\n\n## 1.2.0 - 2027-01-02\n\n### Added\n\n- a\n');
  expect(() => cutChangelog(cut, '1.3.0', '2027-01-03')).toThrow(/nothing under Unreleased/);
});

test('nothing is published that says nowhere where it comes from, or what is new', () => {
  const repository = 'git+https://git.example.com/shop/antifreeze.git';

  expect(missingIn({ version, repository }, changelog)).toEqual([]);
  expect(missingIn({ version }, changelog)).toEqual([
    expect.stringMatching(/has no repository.*npm pkg set repository=/),
  ]);
  expect(missingIn({ version: '99.0.0', repository }, changelog)).toEqual([
    expect.stringMatching(/no section for 99\.0\.0/),
  ]);
});
