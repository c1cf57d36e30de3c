import { JsonTraceSerializer } from '@opentelemetry/otlp-transformer';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { OtlpConfig } from '../config/config.ts';
import { encodeRequest, encodingResourcesOnce } from '../otlp/encode-request.ts';
import { type EncodeSpan, encodeSpan } from '../otlp/encode-span.ts';
import type { Signal } from '../support/signal.ts';
import { type DecodeAnswer, decodingAnswer } from './partial-success.ts';

/** One encoding of OTLP: of the requests of a signal, and of their answers. */
export interface OtlpEncoding<Item> {
  readonly signal: Signal;
  readonly contentType: string;
  /** Throws where an item holds what can't be encoded. */
  encode(items: Item[]): Uint8Array | undefined;
  readonly decode: DecodeAnswer;
}

/** The SDK's own, save for numbers that it writes in a way for which a collector refuses the whole request. */
const json: OtlpEncoding<ReadableSpan> = {
  signal: 'traces',
  contentType: 'application/json',
  encode(spans) {
    const request = JsonTraceSerializer.serializeRequest(spans);
    const text = new TextDecoder().decode(request);
    if (!perhapsUnfit.test(text)) return request;
    return new TextEncoder().encode(JSON.stringify(JSON.parse(text, fitNumber)));
  },
  decode: decodingAnswer(),
};

/** A quick look for what `fitNumber` has to see; quotes in a user's texts are escaped. */
const perhapsUnfit = /"doubleValue":null|"intValue":-?(?:\d{19}|\d[\d.]*e)/;

/** As in protobuf, where what has no place in 64 bits is a double. Infinity becomes NaN: the SDK wrote null for both. */
function fitNumber(_key: string, value: unknown): unknown {
  const { intValue, doubleValue } = (value ?? {}) as { intValue?: number; doubleValue?: unknown };
  if (doubleValue === null) return { doubleValue: 'NaN' };
  const fits = intValue === undefined || (intValue >= -(2 ** 63) && intValue < 2 ** 63);
  return fits ? value : { doubleValue: intValue };
}

/** `encode` is what a span's bytes come from, where somebody else needs them too. */
export function otlpEncoding(
  protocol: OtlpConfig['protocol'],
  encode: EncodeSpan = encodeSpan,
): OtlpEncoding<ReadableSpan> {
  if (protocol === 'http/json') return json;
  const encodeResource = encodingResourcesOnce();
  return {
    signal: 'traces',
    contentType: 'application/x-protobuf',
    encode: (spans) => encodeRequest(spans, encode, encodeResource),
    decode: decodingAnswer(),
  };
}
