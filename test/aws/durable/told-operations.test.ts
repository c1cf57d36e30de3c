import { expect, test } from 'vitest';
import type { InvocationInfo, OperationInfo } from '../../../src/aws/durable/sdk-plugin.ts';
import { toldOperations } from '../../../src/aws/durable/told-operations.ts';

const at = (second: number) => new Date(second * 1_000);

function step(id: string, start: number, end?: number): OperationInfo {
  const times = { startTimestamp: at(start), endTimestamp: end === undefined ? end : at(end) };
  return { id, type: 'STEP', status: end === undefined ? 'STARTED' : 'SUCCEEDED', ...times };
}

function told(operations: readonly OperationInfo[], updated: readonly string[]): string[] {
  const byId = Object.fromEntries(operations.map((each) => [each.id, each]));
  const updatedOperations = Object.fromEntries(
    Object.entries(byId).filter(([id]) => updated.includes(id)),
  );
  const info: InvocationInfo = {
    executionArn: 'arn',
    executionInput: {},
    isFirstInvocation: false,
    operations: byId,
    updatedOperations,
  };
  return [...toldOperations(info)];
}

test('what is over has been told of, but for what has changed meanwhile', () => {
  expect(told([step('a', 1, 2), step('wait', 3, 9), step('open', 4)], ['wait'])).toEqual(['a']);
});

test('where nothing has changed, what was over last may not have been told of', () => {
  expect(told([step('a', 1, 2), step('b', 3, 4)], [])).toEqual(['a']);
});

test('what others have begun after has been told of', () => {
  expect(told([step('a', 1, 2), step('open', 2)], [])).toEqual(['a']);
});

test('what is over at the same moment may not have been told of, neither of them', () => {
  expect(told([step('first', 1, 2), step('child', 3, 5), step('context', 3, 5)], [])).toEqual([
    'first',
  ]);
});

test('a retry that is due is no sign of a process that was killed', () => {
  const due: OperationInfo = { id: 'due', type: 'STEP', status: 'READY', startTimestamp: at(1) };

  expect(told([due, step('a', 2, 3)], [])).toEqual(['a']);
});
