import type { Environment } from './read-setting.ts';

/** A variable that a setting names. Empty ones count as absent. */
export function readVariable(
  name: string,
  environment: Environment = process.env,
): string | undefined {
  return environment[name] || undefined;
}
