const kibibyte = 1024;

/** What SQS, SNS, EventBridge and Step Functions take: 256 KiB everywhere, and up to 1 MiB by now where a resource is set up for it. */
const messageLimits: readonly number[] = [256 * kibibyte, 1024 * kibibyte];

/** Whether growing from `before` to `after` bytes passes one of `limits`, so that what was accepted might no longer be. */
export function crossesLimit(
  before: number,
  after: number,
  limits: readonly number[] = messageLimits,
): boolean {
  return limits.some((limit) => before <= limit && after > limit);
}

/** The size of a text in UTF-8, or of binary data. 0 for whatever is neither. */
export function byteLength(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  return value instanceof Uint8Array ? value.byteLength : 0;
}
