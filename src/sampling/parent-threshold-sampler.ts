import { isSpanContextValid, type SpanContext, TraceFlags, trace } from '@opentelemetry/api';
import { type Sampler, SamplingDecision } from '@opentelemetry/sdk-trace';
import { passes, thresholdIn, withThreshold } from '../propagation/ot-trace-state.ts';

/**
 * Samples as the parent is sampled, and by `root` where there is none. A threshold that can't be what the parent was
 * sampled by is taken away, so that nobody counts by it.
 * https://opentelemetry.io/docs/specs/otel/trace/tracestate-probability-sampling/#general-requirements
 */
export function parentThresholdSampler(root: Sampler): Sampler {
  return {
    shouldSample(context, ...rest) {
      const parent = trace.getSpanContext(context);
      if (!parent || !isSpanContextValid(parent)) return root.shouldSample(context, ...rest);
      const isSampled = (parent.traceFlags & TraceFlags.SAMPLED) !== 0;
      const { traceState } = parent;
      const state = isConsistent(parent, isSampled)
        ? traceState
        : withThreshold(traceState, undefined);
      return {
        decision: isSampled ? SamplingDecision.RECORD_AND_SAMPLED : SamplingDecision.NOT_RECORD,
        ...(state && { traceState: state }),
      };
    },
    toString: () => `ParentThreshold{root=${root}}`,
  };
}

function isConsistent({ traceId, traceState }: SpanContext, isSampled: boolean): boolean {
  const threshold = thresholdIn(traceState);
  return threshold === undefined || (isSampled && passes(traceId, traceState, threshold));
}
