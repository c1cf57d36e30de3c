import { byteLength } from '../../../propagation/message-size.ts';
import { withExecutionContext } from '../../../propagation/step-functions.ts';
import type { AwsService } from '../aws-service.ts';
import { carryInInput } from '../messages.ts';
import { attributesOf, text } from '../read-input.ts';

export const stepFunctions: AwsService = {
  name: 'SFN',
  describe: ({ input }) => ({
    attributes: attributesOf(input, 'aws.step_functions.', {
      'state_machine.arn': 'stateMachineArn',
      'activity.arn': 'activityArn',
    }),
  }),
  inject({ operation, input }, fields) {
    // Starting a named execution again is allowed with the same input only.
    const starts = operation === 'StartExecution' && input['name'] === undefined;
    if (!starts && operation !== 'StartSyncExecution') return undefined;
    return carryInInput(input, undefined, {
      add: (execution) => {
        const changed = withExecutionContext(text(execution, 'input') ?? '{}', fields);
        return changed === undefined ? undefined : { ...execution, input: changed };
      },
      size: (execution) => byteLength(execution['input']),
    });
  },
};
