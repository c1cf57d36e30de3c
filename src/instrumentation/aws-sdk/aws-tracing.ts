import type { Tracer } from '@opentelemetry/api';
import type { CallCapture } from '../call-capture.ts';
import type { AwsSdkInstrumentationOptions } from './options.ts';

/** What every traced call needs. */
export interface AwsTracing {
  readonly tracer: Tracer;
  readonly options: AwsSdkInstrumentationOptions;
  readonly capture?: CallCapture | undefined;
}
