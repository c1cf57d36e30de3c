import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { OtlpConfig } from '../config/config.ts';
import { encodeRequest, encodingResourcesOnce } from '../otlp/encode-request.ts';
import { type EncodeSpan, encodeSpan } from '../otlp/encode-span.ts';
import type { Signal } from '../support/signal.ts';
import { jsonEncoding } from './otlp-json.ts';
import { type DecodeAnswer, decodingAnswer } from './partial-success.ts';

/** One encoding of OTLP: of the requests of a signal, and of their answers. */
export interface OtlpEncoding<Item> {
  readonly signal: Signal;
  readonly contentType: string;
  /** Throws where an item holds what can't be encoded. */
  encode(items: Item[]): Uint8Array | undefined;
  readonly decode: DecodeAnswer;
}

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
