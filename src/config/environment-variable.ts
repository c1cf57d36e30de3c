import type { Environment } from './read-setting.ts';

/** A variable that a setting names. Empty ones count as absent. */
export function readVariable(
  name: string,
  environment: Environment = process.env,
): string | undefined {
  return environment[name] || undefined;
}

/** The names of the variables that only we can be meant by. */
export function ownVariables(environment: Environment = process.env): string[] {
  return Object.keys(environment).filter((name) => name.startsWith('ANTIFREEZE_'));
}
