import type { Observers } from '../core/observe-invocation.ts';
import type { Selection } from './selection.ts';

/** What sees invocations start and end: of each feature, if it is switched on, one line. */
export function createObservers(selection: Selection | undefined): Observers {
  return [selection?.observe];
}
