import type { Execution } from './execution.ts';
import { isOver, type OperationInfo } from './sdk-plugin.ts';

const reasons: { readonly [type: string]: string } = {
  WAIT: 'timer',
  CALLBACK: 'callback',
  CHAINED_INVOKE: 'chained invoke',
};

/** Why an execution goes on; undefined where it begins. `interruption`: nothing has changed, so the last one was cut short. */
export function resumeReason({ isFirst, updated }: Execution): string | undefined {
  if (isFirst) return undefined;
  if (updated.length === 0) return 'interruption';
  const all = new Set(updated.flatMap((operation) => reasonOf(operation) ?? []));
  return [...all].sort().join(', ') || 'change';
}

function reasonOf(operation: OperationInfo): string | undefined {
  const { type, subType } = operation;
  if (type !== 'STEP' || isOver(operation)) return reasons[type];
  return subType === 'WaitForCondition' ? 'condition' : 'retry';
}
