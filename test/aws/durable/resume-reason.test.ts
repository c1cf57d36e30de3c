import { expect, test } from 'vitest';
import { type Execution, executionOfEvent } from '../../../src/aws/durable/execution.ts';
import { resumeReason } from '../../../src/aws/durable/resume-reason.ts';

const whole = {
  Id: 'whole',
  Type: 'EXECUTION',
  StartTimestamp: '2026-11-28T10:00:00.000Z',
  ExecutionDetails: { InputPayload: '{"order":1}' },
};

function execution(operations: readonly object[], updated: readonly string[]): Execution {
  const found = executionOfEvent({
    DurableExecutionArn: 'arn:execution',
    CheckpointToken: 'token',
    UpdatedOperationIds: updated,
    InitialExecutionState: { Operations: [whole, ...operations], NextMarker: '' },
  });
  if (!found) throw new Error('the event is not recognised');
  return found;
}

test('an event tells what was there in the first place', () => {
  expect(execution([], [])).toEqual({
    arn: 'arn:execution',
    input: { order: 1 },
    startedAt: new Date('2026-11-28T10:00:00Z'),
    isFirst: true,
    updated: [],
  });
});

test.each([null, 'text', { DurableExecutionArn: 'arn:execution' }, { InitialExecutionState: {} }])(
  'what is no event of an execution is none: %j',
  (event) => {
    expect(executionOfEvent(event)).toBeUndefined();
  },
);

test.each([
  [{ Type: 'WAIT', Status: 'SUCCEEDED' }, 'timer'],
  [{ Type: 'CALLBACK', Status: 'TIMED_OUT' }, 'callback'],
  [{ Type: 'CHAINED_INVOKE', Status: 'FAILED' }, 'chained invoke'],
  [{ Type: 'STEP', SubType: 'Step', Status: 'READY' }, 'retry'],
  [{ Type: 'STEP', SubType: 'WaitForCondition', Status: 'READY' }, 'condition'],
  [{ Type: 'STEP', SubType: 'Step', Status: 'SUCCEEDED' }, 'change'],
])('%j has an execution go on', (operation, reason) => {
  expect(resumeReason(execution([{ Id: 'a', ...operation }], ['a']))).toBe(reason);
});

test('several reasons are told in one order', () => {
  const operations = [
    { Id: 'a', Type: 'WAIT' },
    { Id: 'b', Type: 'CALLBACK' },
    { Id: 'c', Type: 'WAIT' },
  ];

  expect(resumeReason(execution(operations, ['a', 'b', 'c']))).toBe('callback, timer');
});

test('what has changed may be beyond what the event holds', () => {
  expect(resumeReason(execution([{ Id: 'a', Type: 'STEP' }], ['elsewhere']))).toBe('change');
});

test('where nothing has changed the last invocation was cut short', () => {
  expect(resumeReason(execution([{ Id: 'a', Type: 'STEP', Status: 'STARTED' }], []))).toBe(
    'interruption',
  );
});

test('an execution that begins has no reason', () => {
  expect(resumeReason(execution([], []))).toBeUndefined();
});
