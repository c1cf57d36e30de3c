import { guard } from '../../support/guard.ts';
import { field, text } from '../../triggers/payload-fields.ts';
import type { InvocationInfo, OperationInfo } from './sdk-plugin.ts';

/** A durable execution, as an invocation finds it. */
export interface Execution {
  readonly arn: string;
  /** What the function was called with, in the first place. */
  readonly input: unknown;
  readonly startedAt: Date | undefined;
  readonly isFirst: boolean;
  /** What has changed since nothing of it ran. */
  readonly updated: readonly OperationInfo[];
}

/** As the SDK tells it to plugins. */
export function executionOfInfo(info: InvocationInfo): Execution {
  return {
    arn: info.executionArn,
    input: info.executionInput,
    startedAt: info.executionStartTimestamp,
    isFirst: info.isFirstInvocation,
    updated: Object.values(info.updatedOperations),
  };
}

/** As Lambda's event has it, which may hold the first of the operations only. Undefined for what is no such event. */
export function executionOfEvent(event: unknown): Execution | undefined {
  const arn = text(event, 'DurableExecutionArn');
  const state = field(event, 'InitialExecutionState');
  if (arn === undefined || state === undefined) return undefined;
  const operations = list(field(state, 'Operations'));
  const updated = list(field(event, 'UpdatedOperationIds'));
  const [whole] = operations;
  return {
    arn,
    input: guard('reading the input', () =>
      JSON.parse(text(field(whole, 'ExecutionDetails'), 'InputPayload') ?? '{}'),
    ),
    startedAt: toDate(field(whole, 'StartTimestamp')),
    isFirst: operations.length < 2 && text(state, 'NextMarker') === undefined,
    updated: updated.map((id) => toInfo(operations.find((each) => field(each, 'Id') === id))),
  };
}

function toInfo(operation: unknown): OperationInfo {
  return {
    id: text(operation, 'Id') ?? '',
    name: text(operation, 'Name'),
    type: text(operation, 'Type') ?? '',
    subType: text(operation, 'SubType'),
    parentId: text(operation, 'ParentId'),
    status: text(operation, 'Status'),
  };
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function toDate(value: unknown): Date | undefined {
  const date = new Date(value as string);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
