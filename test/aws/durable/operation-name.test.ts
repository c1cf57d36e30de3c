import { expect, test } from 'vitest';
import { operationName } from '../../../src/aws/durable/operation-name.ts';

test.each([
  [{ type: 'STEP', subType: 'Step', name: 'charge' }, 'step charge'],
  [{ type: 'STEP', subType: 'WaitForCondition', name: 'ready' }, 'wait for condition ready'],
  [{ type: 'CONTEXT', subType: 'RunInChildContext' }, 'run in child context'],
  [{ type: 'CONTEXT', subType: 'MapIteration', name: 'map-item-17' }, 'map iteration'],
  [{ type: 'CONTEXT', subType: 'MapIteration', name: 'order o-42' }, 'map iteration'],
  [{ type: 'CONTEXT', subType: 'ParallelBranch', name: 'parallel-branch-1' }, 'parallel branch'],
  [{ type: 'CONTEXT', subType: 'ParallelBranch', name: 'left' }, 'parallel branch left'],
  [{ type: 'CHAINED_INVOKE', name: 'pick' }, 'chained invoke pick'],
])('%j is called %s', (operation, name) => {
  expect(operationName({ id: 'a', ...operation })).toBe(name);
});
