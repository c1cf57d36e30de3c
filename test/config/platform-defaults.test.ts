import { expect, test } from 'vitest';
import { readConfig } from '../../src/config/read-config.ts';

const defaults = { flush: 'before-response' } as const;

test.each([
  [undefined, {}],
  [{}, { ANTIFREEZE_FLUSH: ' ' }],
  [{ flush: 'before-response' as const }, { ANTIFREEZE_FLUSH: 'after-response' }],
])('a platform has its own default (%j, %j)', (options, environment) => {
  const { config, warnings } = readConfig(options, environment, defaults);

  expect(config.flush).toBe('before-response');
  expect(warnings).toEqual([]);
});

test.each([
  [undefined, { ANTIFREEZE_FLUSH: 'after-response' }],
  [{ flush: 'after-response' as const }, {}],
])('what was chosen wins over it (%j, %j)', (options, environment) => {
  expect(readConfig(options, environment, defaults).config.flush).toBe('after-response');
});

test('a warning names the default of the platform', () => {
  const { warnings } = readConfig(undefined, { ANTIFREEZE_FLUSH: 'sometimes' }, defaults);

  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toContain('using the default, before-response');
});

test('a platform that can keep no spans over a response says so', () => {
  const environment = { ANTIFREEZE_FLUSH: 'batched' };
  const { config, warnings } = readConfig({}, environment, { ...defaults, batches: false });

  expect(config.flush).toBe('before-response');
  expect(warnings).toEqual([
    'flush batched is not for this platform; using the default, before-response',
  ]);
  expect(readConfig({}, environment).config.flush).toBe('batched');
});
