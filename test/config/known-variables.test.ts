import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { knownVariables, nearestVariable } from '../../src/config/known-variables.ts';

test('every variable of the settings is known', () => {
  expect([...knownVariables]).toEqual(
    expect.arrayContaining(['OTEL_SDK_DISABLED', 'ANTIFREEZE_RELAY', 'ANTIFREEZE_EXEC_WRAPPER']),
  );
  for (const name of knownVariables) expect(name).toMatch(/^(OTEL|ANTIFREEZE)_[A-Z_]+$/);
});

test('every variable of ours that is read anywhere is known', () => {
  const sources = globSync(['src/**/*.ts', 'layers/*']).map((file) => readFileSync(file, 'utf8'));
  const names = new Set(sources.join().match(/\bANTIFREEZE(?:_[A-Z]+)+/g));
  // The exec wrapper sets them, for the layer alone.
  names.delete('ANTIFREEZE_HANDLER');
  names.delete('ANTIFREEZE_NODE');

  expect([...names].filter((name) => !knownVariables.has(name))).toEqual([]);
});

test.each([
  ['ANTIFREEZE_FLUSH_TIMOUT', 'ANTIFREEZE_FLUSH_TIMEOUT'],
  ['ANTIFREEZE_JOURNALS', 'ANTIFREEZE_JOURNAL'],
  ['ANTIFREEZ_RELAY', 'ANTIFREEZE_RELAY'],
  ['ANTIFREEZE_RELAY_QUEUE_ULR', 'ANTIFREEZE_RELAY_QUEUE_URL'],
])('%s is taken for %s', (name, nearest) => {
  expect(nearestVariable(name)).toBe(nearest);
});

test.each(['ANTIFREEZE_COLOUR', 'TABLE_NAME', 'ANTIFREEZE_JOURNAL'])(
  '%s is taken for no other',
  (name) => {
    expect(nearestVariable(name)).toBeUndefined();
  },
);
