/** The value below which half of `values` lie. */
export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** The value below which that share of `values` lies, by linear interpolation. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const position = (sorted.length - 1) * share;
  const below = sorted[Math.floor(position)] ?? Number.NaN;
  const above = sorted[Math.ceil(position)] ?? Number.NaN;
  return below + (above - below) * (position - Math.floor(position));
}
