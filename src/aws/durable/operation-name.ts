import type { OperationInfo } from './sdk-plugin.ts';

/** Names that the SDK gives, with a number for each. */
const numbered = /^(?:map-item|parallel-branch)-\d+$/;

/** What a span of an operation is called: what it is, and the name that the user has given it. */
export function operationName(operation: OperationInfo): string {
  const { name, subType } = operation;
  const isOwn = name !== undefined && subType !== 'MapIteration' && !numbered.test(name);
  return isOwn ? `${operationKind(operation)} ${name}` : operationKind(operation);
}

/** As the SDK calls it, in words: `wait for callback`. */
export function operationKind({ type, subType = type }: OperationInfo): string {
  return subType.replace(/_|(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();
}
