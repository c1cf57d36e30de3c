import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { OtlpConfig } from '../config/config.ts';
import { encodeRequest, encodingResourcesOnce } from '../otlp/encode-request.ts';
import { type EncodeSpan, encodeSpan } from '../otlp/encode-span.ts';
import type { OtlpEncoding } from './encoding.ts';
import { tracesJson } from './otlp-json.ts';
import { decodingAnswer } from './partial-success.ts';

/** `encode` is what a span's bytes come from, where somebody else needs them too. */
export function otlpEncoding(
  protocol: OtlpConfig['protocol'],
  encode: EncodeSpan = encodeSpan,
): OtlpEncoding<ReadableSpan> {
  const encodeResource = encodingResourcesOnce();
  const toRequest = (spans: ReadableSpan[]) => encodeRequest(spans, encode, encodeResource);
  const isJson = protocol === 'http/json';
  return {
    signal: 'traces',
    contentType: isJson ? 'application/json' : 'application/x-protobuf',
    encode: isJson ? (spans) => tracesJson(toRequest(spans)) : toRequest,
    decode: decodingAnswer(),
  };
}
