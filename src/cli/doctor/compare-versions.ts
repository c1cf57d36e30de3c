/** Below 0 where `one` is older than `other`, above it where it is newer. Pre-releases count as what they precede. */
export function compareVersions(one: string, other: string): number {
  const [left, right] = [numbersIn(one), numbersIn(other)];
  const differing = left.findIndex((number, index) => number !== right[index]);
  return differing < 0 ? 0 : (left[differing] ?? 0) - (right[differing] ?? 0);
}

function numbersIn(version: string): number[] {
  return version.split(/[-+]/, 1).join().split('.').map(Number);
}
