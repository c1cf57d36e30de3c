import { encodeBytesField, encodeVarintField } from './protobuf.ts';

/** The two encodings of OTLP/HTTP. A response comes in that of its request. */
export type Encoding = 'protobuf' | 'json';

export const contentTypes: Readonly<Record<Encoding, string>> = {
  protobuf: 'application/x-protobuf',
  json: 'application/json',
};

/** What a receiver says of the spans, log records or data points that it didn't take. */
export interface PartialSuccess {
  readonly rejectedSpans: number;
  readonly errorMessage: string;
}

/** An `ExportTraceServiceResponse`. */
export function encodeResponse(encoding: Encoding, partialSuccess?: PartialSuccess): Buffer {
  if (encoding === 'json') return Buffer.from(JSON.stringify({ partialSuccess }));
  if (!partialSuccess) return Buffer.alloc(0);
  const message = Buffer.concat([
    encodeVarintField(1, partialSuccess.rejectedSpans),
    encodeBytesField(2, partialSuccess.errorMessage),
  ]);
  return encodeBytesField(1, message);
}

/** A `google.rpc.Status`, which OTLP/HTTP wants as the body of every failure. */
export function encodeStatus(encoding: Encoding, message: string): Buffer {
  return encoding === 'json'
    ? Buffer.from(JSON.stringify({ message }))
    : encodeBytesField(2, message);
}
