import { expect, test } from 'vitest';
import { knownVariables, nearestVariable } from '../../../src/cli/doctor/known-variables.ts';

test('every variable of the settings is known', () => {
  expect([...knownVariables]).toEqual(
    expect.arrayContaining(['OTEL_SDK_DISABLED', 'ANTIFREEZE_RELAY', 'ANTIFREEZE_EXEC_WRAPPER']),
  );
  for (const name of knownVariables) expect(name).toMatch(/^(OTEL|ANTIFREEZE)_[A-Z_]+$/);
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
