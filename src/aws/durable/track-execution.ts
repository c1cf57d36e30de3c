import type { CallListener } from '../../core/call-listener.ts';
import { field, text } from '../../triggers/payload-fields.ts';
import { attemptSpans } from './attempt-spans.ts';
import { operationSpans, type TrackedExecution } from './operation-spans.ts';
import type { InvocationHooks } from './sdk-plugin.ts';
import { toldOperations } from './told-operations.ts';

/** Makes spans of what the SDK tells of one invocation. */
export interface ExecutionTracker extends InvocationHooks {
  /** What the SDK writes to the service has more than it tells plugins. */
  readonly onCall: CallListener;
  /** Whether the SDK has told anything. */
  hasHeard(): boolean;
  /** The invocation is over, and nothing will end what is open; with `isLast` neither will a later one. */
  close(isLast: boolean): void;
}

/** Traces operations, by whatever the SDK first tells the end of one, and their attempts. */
export function trackExecution(execution: TrackedExecution): ExecutionTracker {
  const operations = operationSpans(execution);
  const attempts = attemptSpans(execution.tracer, operations);
  let hasHeard = false;
  return {
    onInvocationStart(info) {
      hasHeard = true;
      operations.skip(toldOperations(info));
      const found = Object.values(info.operations);
      // All first, as each may be named after another.
      for (const operation of found) operations.note(operation);
      for (const operation of found) operations.see(operation);
    },
    onOperationChange({ updatedOperations }) {
      for (const operation of Object.values(updatedOperations)) operations.see(operation);
    },
    onOperationStart(info) {
      if (!info.isReplay) operations.note({ startTimestamp: new Date(), ...info });
    },
    onOperationEnd(info) {
      if (!info.isReplay) operations.note(info);
    },
    onOperationAttemptStart: attempts.start,
    wrapOperationAttemptFn: attempts.run,
    onOperationAttemptEnd: attempts.end,
    onCall(operation, { Updates = [] }) {
      if (operation !== 'CheckpointDurableExecution') return;
      for (const update of Updates as readonly unknown[]) {
        const seconds = field(field(update, 'StepOptions'), 'NextAttemptDelaySeconds');
        if (typeof seconds === 'number') attempts.delayed(text(update, 'Id') ?? '', seconds);
      }
    },
    hasHeard: () => hasHeard,
    close(isLast) {
      attempts.close();
      operations.close(isLast);
    },
  };
}
