/**
 * What AWS's SDK for durable functions tells its plugins, as far as it is used here. All of it is data of the SDK's, or
 * of the user's, and any part may be missing.
 */

/** An operation: a step, a wait, a child context and so on. */
export interface OperationInfo {
  readonly id: string;
  readonly name?: string | undefined;
  /** `STEP`, `WAIT`, `CALLBACK`, `CHAINED_INVOKE`, `CONTEXT`, or `EXECUTION` for the whole. */
  readonly type: string;
  readonly subType?: string | undefined;
  readonly parentId?: string | undefined;
  readonly status?: string | undefined;
  readonly startTimestamp?: Date | undefined;
  readonly endTimestamp?: Date | undefined;
  readonly error?: unknown;
  /** Whether an earlier invocation was told the same. */
  readonly isReplay?: boolean;
}

export interface AttemptInfo extends OperationInfo {
  /** From 1. */
  readonly attempt: number;
}

export interface AttemptEndInfo extends AttemptInfo {
  readonly outcome: 'SUCCEEDED' | 'FAILED';
}

type Operations = Readonly<Record<string, OperationInfo>>;

export interface InvocationInfo {
  readonly executionArn: string;
  readonly executionInput: unknown;
  readonly executionStartTimestamp?: Date | undefined;
  readonly operations: Operations;
  readonly isFirstInvocation: boolean;
  readonly updatedOperations: Operations;
}

/** What an invocation of a durable function answers. */
export interface InvocationOutput {
  readonly Status: 'SUCCEEDED' | 'FAILED' | 'PENDING';
  /** JSON. */
  readonly Result?: string | undefined;
  readonly Error?: { readonly ErrorType?: string; readonly ErrorMessage?: string } | undefined;
}

/** Of what a plugin can have, what ours has for each invocation. */
export interface InvocationHooks {
  onInvocationStart(info: InvocationInfo): void;
  onOperationStart(info: OperationInfo): void;
  onOperationEnd(info: OperationInfo): void;
  onOperationChange(info: { readonly updatedOperations: Operations }): void;
  onOperationAttemptStart(info: AttemptInfo): void;
  wrapOperationAttemptFn(info: AttemptInfo, fn: () => unknown): unknown;
  onOperationAttemptEnd(info: AttemptEndInfo): void;
}

const terminal = ['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'STOPPED', 'CANCELLED'];

/** Whether nothing will happen to an operation any more. */
export function isOver({ status = '' }: OperationInfo): boolean {
  return terminal.includes(status);
}
