import { ROOT_CONTEXT } from '@opentelemetry/api';
import { expect, test } from 'vitest';
import {
  isSamplingUndecided,
  withSamplingUndecided,
} from '../../src/propagation/sampling-undecided.ts';
import { withSpan } from './carrying.ts';

test('it is said of one parent, and of none that replaces it', () => {
  const undecided = withSamplingUndecided(withSpan());

  expect(isSamplingUndecided(undecided)).toBe(true);
  expect(isSamplingUndecided(withSpan({}, undecided))).toBe(false);
});

test('without a parent there is nothing to decide', () => {
  expect(isSamplingUndecided(ROOT_CONTEXT)).toBe(false);
  expect(isSamplingUndecided(withSamplingUndecided(ROOT_CONTEXT))).toBe(false);
});
