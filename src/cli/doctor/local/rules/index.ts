import type { LocalRule } from '../local-rule.ts';
import { buildRules } from './build.ts';
import { destinationRules } from './endpoint.ts';
import { functionRules } from './functions.ts';
import { installRules } from './install.ts';

/** What the doctor looks for in a project, in the order of the documentation. */
export const localRules: readonly LocalRule[] = [
  ...installRules,
  ...functionRules,
  ...destinationRules,
  ...buildRules,
];
