import type { ObserveInvocation } from '../core/observe-invocation.ts';
import type { Capture } from './capture-on-lambda.ts';

/** What sees invocations start and end: of each feature that is switched on, one line. */
export function createObservers(capture: Capture | undefined): readonly ObserveInvocation[] {
  return capture ? [capture.observer] : [];
}
