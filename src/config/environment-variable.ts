import type { Environment } from './read-setting.ts';

/** A variable that a setting names. Empty ones count as absent. */
export function readVariable(
  name: string,
  environment: Environment = process.env,
): string | undefined {
  return environment[name] || undefined;
}

/** What the layer's exec wrapper reads, which is no setting of the tracing. */
export const variablesOfLayer: readonly string[] = [
  'ANTIFREEZE_EXEC_WRAPPER',
  'ANTIFREEZE_FAST_START',
];

/** The names of the variables that only we can be meant by, but for those. */
export function ownVariables(environment: Environment = process.env): string[] {
  return Object.keys(environment).filter(
    (name) => name.startsWith('ANTIFREEZE_') && !variablesOfLayer.includes(name),
  );
}
