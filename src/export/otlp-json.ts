import { JsonTraceSerializer } from '@opentelemetry/otlp-transformer';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { OtlpEncoding } from './encoding.ts';
import { decodingAnswer } from './partial-success.ts';

/** The SDK's own, save for numbers that it writes in a way for which a collector refuses the whole request. */
export function jsonEncoding(): OtlpEncoding<ReadableSpan> {
  return {
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
}

/** A quick look for what `fitNumber` has to see; quotes in a user's texts are escaped. */
const perhapsUnfit = /"doubleValue":null|"intValue":-?(?:\d{19}|\d[\d.]*e)/;

/** As in protobuf, where what has no place in 64 bits is a double. Infinity becomes NaN: the SDK wrote null for both. */
function fitNumber(_key: string, value: unknown): unknown {
  const { intValue, doubleValue } = (value ?? {}) as { intValue?: number; doubleValue?: unknown };
  if (doubleValue === null) return { doubleValue: 'NaN' };
  const fits = intValue === undefined || (intValue >= -(2 ** 63) && intValue < 2 ** 63);
  return fits ? value : { doubleValue: intValue };
}
