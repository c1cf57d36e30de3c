import { TraceFlags } from '@opentelemetry/api';
import type { KeepRules } from '../config/config.ts';
import {
  keepsAll,
  lower,
  passes,
  type Threshold,
  thresholdIn,
  thresholdOf,
} from '../propagation/ot-trace-state.ts';
import { type EndedInvocation, type KeepReason, keepReason } from './keep.ts';
import { leastPerMinute } from './least-per-minute.ts';

/** That an invocation's spans are kept. */
export interface Kept {
  readonly keeps: true;
  /** Why, where the sampler had left it out. */
  readonly reason: KeepReason | 'ratio' | 'minimum' | undefined;
  /** By what the spans can be counted: none where nobody can, undefined for what they say already. */
  readonly threshold: Threshold | 'none' | undefined;
}

/** What becomes of an invocation's spans. */
export type Verdict = Kept | { readonly keeps: false };

/** Kept for a reason that holds for all invocations of its kind, so that each stands for itself. */
export function keptFor(reason: KeepReason): Kept {
  return { keeps: true, reason, threshold: keepsAll };
}

/** Decides on invocations that have ended. `name` is that of the function. */
export function judge(rules: KeepRules): (ended: EndedInvocation, name: string) => Verdict {
  const reasonFor = keepReason(rules);
  const share = thresholdOf(rules.ratio ?? 0);
  const least = leastPerMinute(rules.atLeastPerMinute);

  function decide(ended: EndedInvocation, name: string): Verdict {
    const reason = reasonFor(ended);
    if (reason) return keptFor(reason);
    const { traceId, traceFlags, traceState } = ended.root.spanContext();
    if ((traceFlags & TraceFlags.SAMPLED) !== 0)
      return { keeps: true, reason: undefined, threshold: joint(thresholdIn(traceState), share) };
    if (share !== undefined && passes(traceId, traceState, share))
      return { keeps: true, reason: 'ratio', threshold: share };
    return least.wants(name)
      ? { keeps: true, reason: 'minimum', threshold: 'none' }
      : { keeps: false };
  }

  return (ended, name) => {
    const verdict = decide(ended, name);
    if (verdict.keeps) least.note(name);
    return verdict;
  };
}

/** What both the sampler and the share of the rest leave to chance. */
function joint(
  sampled: Threshold | undefined,
  share: Threshold | undefined,
): Threshold | undefined {
  return sampled === undefined || share === undefined ? undefined : lower(sampled, share);
}
