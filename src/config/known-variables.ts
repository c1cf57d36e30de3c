import { settings } from '../../config/settings.ts';

/** Every variable that antifreeze reads. */
export const knownVariables: ReadonlySet<string> = new Set([
  ...Object.values(settings)
    .flatMap((group): readonly { readonly sources: readonly string[] }[] => Object.values(group))
    .flatMap(({ sources }) => sources)
    .filter((source) => /^[A-Z]/.test(source)),
  // Read by the exec wrapper of the layer.
  'ANTIFREEZE_EXEC_WRAPPER',
]);

const ours = [...knownVariables].filter((name) => name.startsWith('ANTIFREEZE_'));
/** Mistakes that a name may have to be taken for another one. */
const mostMistakes = 2;

/** The variable of ours that a name was most likely meant to be. */
export function nearestVariable(name: string): string | undefined {
  const [nearest] = ours
    .map((known) => ({ known, mistakes: distance(name, known) }))
    .filter(({ mistakes }) => mistakes > 0 && mistakes <= mostMistakes)
    .toSorted((a, b) => a.mistakes - b.mistakes);
  return nearest?.known;
}

/** Levenshtein's: how many letters have to be put in, left out or changed. */
function distance(from: string, to: string): number {
  let above = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [row, letter] of [...from].entries()) {
    const current = [row + 1];
    for (const [column, other] of [...to].entries()) {
      const changed = (above[column] ?? 0) + (letter === other ? 0 : 1);
      current.push(Math.min(changed, (above[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1));
    }
    above = current;
  }
  return above.at(-1) ?? 0;
}
