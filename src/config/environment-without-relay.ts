import type { Environment } from './read-setting.ts';

/** The environment without what sends spans to a queue: what empties that queue must not fill it. */
export function environmentWithoutRelay(environment: Environment = process.env): Environment {
  const entries = Object.entries(environment);
  return Object.fromEntries(entries.filter(([name]) => !name.startsWith('ANTIFREEZE_RELAY')));
}
