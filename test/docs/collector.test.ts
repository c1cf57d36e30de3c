import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from 'vitest';

const guide = readFileSync('docs/collector.md', 'utf8');

test.each(globSync('deploy/collector/*.yaml'))(
  'docs/collector.md has a row for %s, with its variables',
  (file) => {
    const name = basename(file);
    const row = guide.split('\n').find((line) => line.startsWith(`| [${name}]`)) ?? '';
    const documented = [...row.matchAll(/`([A-Z_]+)`/g)].map(([, variable]) => variable);
    const used = [...readFileSync(file, 'utf8').matchAll(/\$\{env:([A-Z_]+)/g)];

    expect(new Set(documented)).toEqual(new Set(used.map(([, variable]) => variable)));
  },
);
