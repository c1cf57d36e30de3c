import type { ObserveInvocation } from '../core/observe-invocation.ts';
import type { Metrics } from '../signals/metrics/metering.ts';

/** What sees invocations start and end: of each feature that is switched on, one line. */
export function createObservers(metrics: Metrics | undefined): readonly ObserveInvocation[] {
  return [metrics?.observe].filter((each) => each !== undefined);
}
