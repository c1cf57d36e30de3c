import type { OperationInfo } from './sdk-plugin.ts';

/** What operations are, by their sub-type. */
const kinds: { readonly [subType: string]: string } = {
  Step: 'step',
  WaitForCondition: 'condition',
  Wait: 'wait',
  Callback: 'callback',
  WaitForCallback: 'wait for callback',
  ChainedInvoke: 'invoke',
  RunInChildContext: 'child context',
  Map: 'map',
  MapIteration: 'map item',
  Parallel: 'parallel',
  ParallelBranch: 'branch',
};

/** Names that the SDK gives, with a number for each. */
const numbered = /^(?:map-item|parallel-branch)-\d+$/;

/** What a span of an operation is called: what it is, and the name that the user has given it. */
export function operationName(operation: OperationInfo): string {
  const { name } = operation;
  const kind = operationKind(operation);
  const isOwn = name !== undefined && kind !== kinds['MapIteration'] && !numbered.test(name);
  return isOwn ? `${kind} ${name}` : kind;
}

export function operationKind({ type, subType }: OperationInfo): string {
  return kinds[subType ?? ''] ?? type.toLowerCase().replaceAll('_', ' ');
}
