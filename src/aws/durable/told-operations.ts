import { type InvocationInfo, isOver, type OperationInfo } from './sdk-plugin.ts';

/**
 * The operations that invocations before this one have told of. What nobody may have: those that changed while nothing
 * ran; and where the last invocation was cut short, what was over at the last moment, as the process may have been
 * killed before it heard of that.
 */
export function toldOperations({ operations, updatedOperations }: InvocationInfo): Set<string> {
  const all = Object.values(operations);
  const wasCutShort =
    Object.keys(updatedOperations).length === 0 && !all.some(({ status }) => status === 'READY');
  const told = all
    .filter(isOver)
    .filter(({ id }) => !(id in updatedOperations))
    .filter((each) => !(wasCutShort && isLast(each, all)));
  return new Set(told.map(({ id }) => id));
}

/** Whether nothing has begun since, or was over later. */
function isLast({ id, endTimestamp }: OperationInfo, all: readonly OperationInfo[]): boolean {
  const end = timeOf(endTimestamp);
  return all.every(
    (other) =>
      other.id === id || (timeOf(other.startTimestamp) < end && timeOf(other.endTimestamp) <= end),
  );
}

function timeOf(date: Date | undefined): number {
  return date?.getTime() ?? 0;
}
