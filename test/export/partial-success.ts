import type { OtlpConfig } from '../../src/config/config.ts';

/** An ExportTraceServiceResponse as an endpoint sends it. `rejected` is below 128. */
export function partialSuccess(
  protocol: OtlpConfig['protocol'],
  rejected: number,
  errorMessage: string,
): Buffer {
  if (protocol === 'http/json') {
    const answer = { partialSuccess: { rejectedSpans: String(rejected), errorMessage } };
    return Buffer.from(JSON.stringify(answer));
  }
  const message = Buffer.from(errorMessage);
  const inner = [0x08, rejected, 0x12, ...varint(message.byteLength), ...message];
  return Buffer.from([0x0a, ...varint(inner.length), ...inner]);
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) | 128, ...varint(Math.floor(value / 128))];
}
