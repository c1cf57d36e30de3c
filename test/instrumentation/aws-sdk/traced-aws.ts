import { type Context, context, trace } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { onTestFinished } from 'vitest';
import { instrumentAwsSdk } from '../../../src/instrumentation/aws-sdk/instrument-aws-sdk.ts';
import type { AwsSdkInstrumentationOptions } from '../../../src/instrumentation/aws-sdk/options.ts';
import { useW3cPropagation } from '../../propagation/w3c.ts';
import { type RecordingTelemetry, recordingTelemetry } from '../../support/recording-telemetry.ts';

export interface TracedAws extends RecordingTelemetry {
  /** The only span that has ended. */
  span(): ReadableSpan;
  /** `traceparent` of that span. */
  traceparent(): string;
  undo(): void;
}

/** The SDK of this process traced, until the test ends. */
export function tracedAws(options?: AwsSdkInstrumentationOptions): TracedAws {
  useW3cPropagation();
  const recording = recordingTelemetry();
  const undo = instrumentAwsSdk(recording.telemetry.tracer, options);
  onTestFinished(undo);
  const span = () => {
    const [only, ...others] = recording.spans();
    if (!only || others.length > 0) throw new Error(`${recording.spans().length} spans, not one`);
    return only;
  };
  return {
    ...recording,
    span,
    undo,
    traceparent: () => {
      const { traceId, spanId } = span().spanContext();
      return `00-${traceId}-${spanId}-01`;
    },
  };
}

/** A context whose trace has a `tracestate`, so that there are two fields to write. */
export function contextWithState(recording: TracedAws): Context {
  const parent = recording.telemetry.tracer.startSpan('parent');
  return trace.setSpanContext(context.active(), {
    ...parent.spanContext(),
    traceState: { serialize: () => 'a=1', get: () => '1', set: never, unset: never },
  });
}

function never(): never {
  throw new Error('not to be changed');
}
