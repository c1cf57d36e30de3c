import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { configPage, configTable, tableInPage } from '../../scripts/config-table.ts';
import { settingDocs } from '../../src/config/setting-docs.ts';
import { settings } from '../../src/config/settings.ts';

test('every setting is documented, and nothing else', () => {
  const keys = Object.values(settings).flatMap((group) => Object.keys(group));

  expect(Object.keys(settingDocs).sort()).toEqual(keys.sort());
  for (const { meaning } of Object.values(settingDocs)) expect(meaning).toMatch(/^[A-Z`].+\.$/);
});

test('the table names every option and variable', () => {
  const table = configTable();

  for (const group of Object.values(settings)) {
    for (const setting of Object.values<{ sources: readonly string[] }>(group)) {
      for (const source of setting.sources) expect(table).toContain(`\`${source}\``);
    }
  }
});

test('docs/configuration.md holds the table as the code has it', () => {
  const [table] = readFileSync(configPage, 'utf8').match(tableInPage) ?? [];

  expect(table, 'run `node scripts/config-table.ts --write`').toBe(configTable());
});
