// The types of what can be set in code, the same on every platform.
export type { TraceOptions } from '../config/options.ts';
export type {
  ExtractContext,
  IdGenerator,
  ReadableSpan,
  Sampler,
  SamplingResult,
  SpanProcessor,
} from '../config/sdk-interfaces.ts';
export type { AwsSdkInstrumentationOptions } from '../instrumentation/aws-sdk/options.ts';
export type {
  Instrumentation,
  Instrumentations,
} from '../instrumentation/enable-instrumentation.ts';
export type {
  HostPattern,
  HttpInstrumentationOptions,
  UrlPattern,
} from '../instrumentation/http-options.ts';
export type { InstrumentationOptions } from '../sdk/instrument.ts';
