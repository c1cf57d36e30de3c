import { nearestName } from '../support/nearest-name.ts';
import { variablesOfLayer } from './environment-variable.ts';
import { allSources } from './setting-list.ts';

/** Every variable that antifreeze reads. */
export const knownVariables: ReadonlySet<string> = new Set([
  ...allSources.filter((source) => /^[A-Z]/.test(source)),
  // Read by the exec wrapper of the layer, or written by it.
  ...variablesOfLayer,
  'ANTIFREEZE_HANDLER',
]);

const ours = [...knownVariables].filter((name) => name.startsWith('ANTIFREEZE_'));

/** The variable of ours that a name was most likely meant to be. */
export function nearestVariable(name: string): string | undefined {
  return nearestName(name, ours);
}
