import { withJsonContext } from '../../../propagation/json-object.ts';
import { byteLength } from '../../../propagation/message-size.ts';
import type { AwsService } from '../aws-service.ts';
import { carryInInput } from '../messages.ts';
import { attributesOf, object, text } from '../read-input.ts';

export const scheduler: AwsService = {
  name: 'Scheduler',
  describe: ({ input }) => ({
    attributes: attributesOf(input, 'aws.scheduler.schedule.', {
      name: 'Name',
      group: 'GroupName',
    }),
  }),
  inject({ operation, input }, fields) {
    // A schedule that recurs belongs to no trace, and a caller's own token allows no other input.
    const once = text(input, 'ScheduleExpression')?.startsWith('at(') && !input['ClientToken'];
    const target = object(input, 'Target');
    // Elsewhere the input is a message of some kind, or the parameters of an API call.
    const takesEvent = /^arn:[^:]+:(?:lambda|states):/.test(text(target, 'Arn') ?? '');
    if (operation !== 'CreateSchedule' || !once || !takesEvent) return undefined;
    const changed = carryInInput(target, undefined, {
      add: () => {
        const Input = withJsonContext(text(target, 'Input') ?? '', fields);
        return Input === undefined ? undefined : { ...target, Input };
      },
      size: ({ Input }) => byteLength(Input),
    });
    return changed && { ...input, Target: changed };
  },
};
