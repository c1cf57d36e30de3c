const kibibyte = 1024;

/**
 * What SQS, SNS, EventBridge and Step Functions take: 256 KiB everywhere, up to 1 MiB where a resource is set up for it,
 * and less where a queue or a topic is set up for that, for which these are the usual sizes.
 */
const messageLimits: readonly number[] = [64, 128, 256, 512, 1024].map((size) => size * kibibyte);

/** Left free below a limit: what services count beside the content is documented for some only, and is some hundred bytes. */
const margin = kibibyte;

/** Whether growing from `before` to `after` bytes comes near one of `limits`, so that what was accepted might no longer be. */
export function crossesLimit(
  before: number,
  after: number,
  limits: readonly number[] = messageLimits,
): boolean {
  return limits.some((limit) => before <= limit && after > limit - margin);
}

/** The size of a text in UTF-8, or of binary data. 0 for whatever is neither. */
export function byteLength(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  return value instanceof Uint8Array ? value.byteLength : 0;
}
