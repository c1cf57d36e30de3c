import type { Trigger } from '../../core/trigger.ts';
import { firstContext } from '../../propagation/first-context.ts';
import { contextFromExecution } from '../../propagation/step-functions.ts';
import { executionTrace } from '../../propagation/step-functions-trace.ts';
import { at, textAt } from '../../triggers/event-path.ts';
import { eventSpan } from '../../triggers/event-span.ts';
import { type Fields, field } from '../../triggers/payload-fields.ts';
import { epochMs, waited } from '../../triggers/waiting-time.ts';
import { withInvocationSender } from '../runtime-trace-header.ts';

/**
 * Where a state machine may put its context object (`$$`), if it isn't the input itself: our name, and those in use
 * elsewhere, also one within the other.
 */
const holders = ['antifreeze', '_datadog', 'Payload'];

/**
 * Tasks of Step Functions whose input holds the context object. A context in the task's or the execution's input is
 * the parent, else that of the invocation's header; without one, all tasks of an execution share the trace that its ARN tells. Names other than the state
 * machine's are ours.
 */
export const stepFunctions: Trigger<Fields> = {
  matches: (event): event is Fields => contextObject(event) !== undefined,

  rootSpan: (event, platform) => {
    const details = contextObject(event);
    const executionArn = textAt(details, 'Execution', 'Id') ?? '';
    const retries = at(details, 'State', 'RetryCount');
    return eventSpan(
      'other',
      {
        'aws.step_functions.state_machine.arn': textAt(details, 'StateMachine', 'Id'),
        'aws.step_functions.execution.arn': executionArn,
        'aws.step_functions.state.name': textAt(details, 'State', 'Name'),
        'aws.step_functions.state.retry_count': typeof retries === 'number' ? retries : undefined,
        ...waited(epochMs(at(details, 'State', 'EnteredTime'))),
      },
      firstContext(
        () => contextFromExecution(event),
        () => contextFromExecution(details),
        () => contextFromExecution(at(details, 'Execution', 'Input')),
        () => withInvocationSender(undefined, platform),
        () => executionTrace(executionArn),
      ),
    );
  },
};

function contextObject(event: unknown): unknown {
  const held = heldBy(event);
  return [event, ...held, ...held.flatMap(heldBy)].find(isContextObject);
}

function heldBy(holder: unknown): unknown[] {
  return holders.map((name) => field(holder, name));
}

function isContextObject(value: unknown): boolean {
  return (
    textAt(value, 'Execution', 'Id')?.includes(':states:') === true &&
    textAt(value, 'State', 'Name') !== undefined
  );
}
