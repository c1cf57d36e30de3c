const units = [
  { name: 's', nanoseconds: 1e9 },
  { name: 'ms', nanoseconds: 1e6 },
  { name: 'µs', nanoseconds: 1e3 },
];

/** A time in nanoseconds with three significant digits and its unit: `12.3 ms`. */
export function formatDuration(nanoseconds: number | bigint): string {
  const amount = Number(nanoseconds);
  const unit = units.find((each) => Math.abs(amount) >= each.nanoseconds);
  if (!unit) return `${amount} ns`;
  const value = amount / unit.nanoseconds;
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return `${value.toFixed(digits)} ${unit.name}`;
}
