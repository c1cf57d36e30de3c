import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { OtlpConfig } from '../config/config.ts';
import { encodeRequest, encodingResourcesOnce } from '../otlp/encode-request.ts';
import { type EncodeSpan, encodeSpan } from '../otlp/encode-span.ts';
import type { OtlpEncoding } from './encoding.ts';
import { jsonEncoding } from './otlp-json.ts';
import { decodingAnswer } from './partial-success.ts';

/** `encode` is what a span's bytes come from, where somebody else needs them too. */
export function otlpEncoding(
  protocol: OtlpConfig['protocol'],
  encode: EncodeSpan = encodeSpan,
): OtlpEncoding<ReadableSpan> {
  if (protocol === 'http/json') return jsonEncoding();
  const encodeResource = encodingResourcesOnce();
  return {
    signal: 'traces',
    contentType: 'application/x-protobuf',
    encode: (spans) => encodeRequest(spans, encode, encodeResource),
    decode: decodingAnswer(),
  };
}
