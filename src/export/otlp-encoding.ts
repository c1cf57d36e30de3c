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
  readonly serializer: ISerializer<ReadableSpan[], IExportTraceServiceResponse>;
}

const encodings: { readonly [Protocol in OtlpConfig['protocol']]: OtlpEncoding } = {
  'http/protobuf': {
    contentType: 'application/x-protobuf',
    serializer: ProtobufTraceSerializer,
  },
  'http/json': { contentType: 'application/json', serializer: JsonTraceSerializer },
};

export function otlpEncoding(protocol: OtlpConfig['protocol']): OtlpEncoding {
  return encodings[protocol];
}
