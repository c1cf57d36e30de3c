import type { Socket } from 'node:net';

/** What the testing package gives the handler that it calls, beside the event. */
export interface Client {
  checkpoint(request: object): Promise<{
    readonly NewExecutionState?: { readonly Operations?: readonly OperationState[] };
  }>;
  getExecutionState(request: object): Promise<{ readonly Operations: readonly OperationState[] }>;
}

export interface OperationState {
  readonly Id: string;
  readonly Status: string;
}

/** Called before the service notes what a checkpoint has, and before it answers, with how many there were before. */
export type CheckpointListener = (index: number, when: 'asked' | 'noted') => Promise<void>;

/** An execution, and what of its operations the function has heard. */
export interface KnownExecution {
  /** As the checkpoint server calls it. */
  readonly id: string;
  readonly client: Client;
  /** The `X-Amzn-Trace-Id` that a function's invocation was asked for with, by the function's name. Of all executions. */
  readonly headers: Map<string, string>;
  readonly heard: Map<string, string>;
  readonly onCheckpoint: CheckpointListener | undefined;
  checkpoints: number;
  /** What the process asks for that runs it, by connection. */
  readonly asked: Map<Socket, Promise<unknown>>;
  /** What the invocation under way was told, which counts as heard with its first sign of life. */
  told: readonly OperationState[];
}

export function newExecution(
  of: Pick<KnownExecution, 'id' | 'client' | 'headers' | 'onCheckpoint'>,
): KnownExecution {
  return { ...of, heard: new Map(), checkpoints: 0, asked: new Map(), told: [] };
}

/** Of a process that is gone, what it has asked for is noted, or never is: what comes next goes on from that. */
export async function forgetGone({ asked }: KnownExecution, status: string): Promise<void> {
  if (status === 'error') return;
  for (const socket of asked.keys()) socket.destroy();
  await Promise.allSettled(asked.values());
  asked.clear();
}

/** What has changed since the function has last been heard of. */
export function unheard({ heard, told }: KnownExecution): string[] {
  return told.filter(({ Id, Status }) => heard.get(Id) !== Status).map(({ Id }) => Id);
}

/** The function is heard of: it knows what it was told, and is now told of `operations`. */
export function hear(execution: KnownExecution, operations: readonly OperationState[] = []): void {
  for (const { Id, Status } of [...execution.told, ...operations]) execution.heard.set(Id, Status);
  execution.told = [];
}
