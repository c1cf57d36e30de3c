import { trace } from '@opentelemetry/api';
import { type Sampler, SamplingDecision } from '@opentelemetry/sdk-trace';
import { passes, thresholdOf, withThreshold } from '../propagation/ot-trace-state.ts';

/**
 * Keeps this share of traces, whatever their parents say, and the same traces as all who decide so.
 * https://opentelemetry.io/docs/specs/otel/trace/sdk/#probabilitysampler
 */
export function probabilitySampler(ratio: number): Sampler {
  const threshold = thresholdOf(ratio);
  return {
    shouldSample(context, traceId) {
      const state = trace.getSpanContext(context)?.traceState;
      const isKept = threshold !== undefined && passes(traceId, state, threshold);
      const traceState = withThreshold(state, isKept ? threshold : undefined);
      return {
        decision: isKept ? SamplingDecision.RECORD_AND_SAMPLED : SamplingDecision.NOT_RECORD,
        ...(traceState && { traceState }),
      };
    },
    toString: () => `ProbabilitySampler{${ratio}}`,
  };
}
