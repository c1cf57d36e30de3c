/** Mistakes that a name may have to be taken for another one. */
const mostMistakes = 2;

/** The name among `known` that another one was most likely meant to be. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const [nearest] = known
    .map((other) => ({ other, mistakes: distance(name.toLowerCase(), other.toLowerCase()) }))
    .filter(({ other, mistakes }) => other !== name && mistakes <= mostMistakes)
    .toSorted((a, b) => a.mistakes - b.mistakes);
  return nearest?.other;
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
