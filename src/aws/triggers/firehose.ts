import { contextFromJsonData } from '../../propagation/message-json.ts';
import { listAt } from '../../triggers/event-path.ts';
import { field, text } from '../../triggers/payload-fields.ts';
import { epochMs } from '../../triggers/waiting-time.ts';
import { arnResource } from './arn-resource.ts';
import { failureSummary } from './batch-result.ts';
import { eventFamily } from './event-family.ts';
import { type MessageTrigger, messageTrigger } from './message-trigger.ts';

/**
 * Firehose, which has the function transform its records, be they put directly, of Kinesis or of Amazon MSK. The
 * context is in data that is JSON.
 */
export const firehose: MessageTrigger = {
  ...messageTrigger({
    system: 'aws.firehose',
    matches: (event) =>
      eventFamily(event) === 'deliveryStreamArn' && Array.isArray(field(event, 'records')),
    messages: (event) => {
      const destination = arnResource(text(event, 'deliveryStreamArn'));
      return listAt(event, 'records').map((record) => ({
        record,
        id: text(record, 'recordId'),
        destination,
        context: contextFromJsonData(field(record, 'data') ?? field(record, 'kafkaRecordValue')),
        sentAt: epochMs(field(record, 'approximateArrivalTimestamp')),
      }));
    },
  }),

  /** Each record is answered for; dropping one is no failure. */
  result: (value) => {
    const answers = listAt(value, 'records');
    const failed = answers.filter((answer) => field(answer, 'result') === 'ProcessingFailed');
    return failureSummary(failed.length, answers.length);
  },
};
