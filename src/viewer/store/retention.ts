/** How much is kept; what is oldest goes first. */
export interface Retention {
  /** Spans, and as many log records. */
  readonly count: number;
  /** Bytes of spans as they were sent, without compression; in memory they take about four times that. */
  readonly bytes: number;
  /** Milliseconds since something came. */
  readonly age: number;
}

export const defaultRetention: Retention = { count: 100_000, bytes: 256e6, age: Infinity };

const ages = new Map([
  ['s', 1e3],
  ['m', 60e3],
  ['h', 3600e3],
  ['d', 86_400e3],
]);
const sizes = new Map([
  ['kb', 1e3],
  ['mb', 1e6],
  ['gb', 1e9],
]);

/** Reads limits such as `24h,50000,100MB`: an age, a count, a size, in any order. Undefined where it is none. */
export function readRetention(text: string): Retention | undefined {
  let retention = defaultRetention;
  for (const part of text.split(',')) {
    const [, digits, unit = ''] =
      /^([1-9]\d{0,11})\s*([a-z]*)$/.exec(part.trim().toLowerCase()) ?? [];
    const limit = digits && limitOf(Number(digits), unit);
    if (!limit) return undefined;
    retention = { ...retention, ...limit };
  }
  return retention;
}

function limitOf(amount: number, unit: string): Partial<Retention> | undefined {
  if (unit === '') return { count: amount };
  const [age, size] = [ages.get(unit), sizes.get(unit)];
  if (age !== undefined) return { age: amount * age };
  return size === undefined ? undefined : { bytes: amount * size };
}
