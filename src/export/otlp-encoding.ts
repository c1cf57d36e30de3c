import { diag } from '@opentelemetry/api';
import {
  type IExportTraceServiceResponse,
  type ISerializer,
  JsonTraceSerializer,
  ProtobufTraceSerializer,
} from '@opentelemetry/otlp-transformer';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { OtlpConfig } from '../config/config.ts';

/** One encoding of OTLP: of a request, and of its answer. */
export interface OtlpEncoding {
  readonly contentType: string;
  /** Throws where a span holds what can't be encoded. */
  encode(spans: ReadableSpan[]): Uint8Array | undefined;
  /** Never throws: of an answer that can't be read, nothing was rejected. */
  decode(answer: Uint8Array): PartialSuccess;
}

/** What an endpoint that took a request has to say of it. */
export interface PartialSuccess {
  /** How many spans it will never take. Not negative, but perhaps more than it was sent. */
  readonly rejected: number;
  /** A reason or a warning; empty as a rule. */
  readonly message: string;
}

type TraceSerializer = ISerializer<ReadableSpan[], IExportTraceServiceResponse>;

/** Of what an endpoint has to say, in characters. */
const longestMessage = 500;

/** The SDK's own, save for numbers that it writes in a way for which a collector refuses the whole request. */
const jsonSerializer: TraceSerializer = {
  ...JsonTraceSerializer,
  serializeRequest(spans) {
    const request = JsonTraceSerializer.serializeRequest(spans);
    const text = new TextDecoder().decode(request);
    if (!perhapsUnfit.test(text)) return request;
    return new TextEncoder().encode(JSON.stringify(JSON.parse(text, fitNumber)));
  },
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

export function otlpEncoding(protocol: OtlpConfig['protocol']): OtlpEncoding {
  return protocol === 'http/json'
    ? encodingOf('application/json', jsonSerializer)
    : encodingOf('application/x-protobuf', ProtobufTraceSerializer);
}

function encodingOf(contentType: string, serializer: TraceSerializer): OtlpEncoding {
  return {
    contentType,
    encode: (spans) => serializer.serializeRequest(spans),
    decode: (answer) => {
      try {
        return partialSuccess(serializer.deserializeResponse(answer));
      } catch (error) {
        diag.debug("antifreeze: the endpoint's answer can't be read", error);
        return { rejected: 0, message: '' };
      }
    },
  };
}

/** An answer comes from outside: in JSON the count is a string of digits, and a faulty endpoint may send anything. */
function partialSuccess(response: IExportTraceServiceResponse): PartialSuccess {
  const { rejectedSpans, errorMessage } = response.partialSuccess ?? {};
  return {
    rejected: Math.max(0, Math.trunc(Number(rejectedSpans)) || 0),
    message: String(errorMessage ?? '').slice(0, longestMessage),
  };
}
