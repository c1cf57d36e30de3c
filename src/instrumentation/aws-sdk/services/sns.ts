import { withSnsContext } from '../../../propagation/sns.ts';
import type { AwsService } from '../aws-service.ts';
import { messageAttributeCarrier } from '../message-attribute-carrier.ts';
import { messageService } from '../messages.ts';
import { lastPart, text } from '../read-input.ts';
import type { AwsInput } from '../smithy.ts';

const publishing = messageService({
  name: 'SNS',
  system: 'aws.sns',
  sends: { Publish: '', PublishBatch: 'PublishBatchRequestEntries' },
  destination: (input) => lastPart(arnOf(input)),
  attributes(input) {
    const arn = arnOf(input);
    return arn ? { 'aws.sns.topic.arn': arn } : {};
  },
  failures: { list: 'Failed', code: 'Code' },
  carrier: (fields) =>
    messageAttributeCarrier(['Message', 'Subject'], (attributes) =>
      withSnsContext(attributes, fields),
    ),
});

export const sns: AwsService = {
  ...publishing,
  // A telephone has no use for a context.
  inject: (call, fields) => (arnOf(call.input) ? publishing.inject(call, fields) : undefined),
};

function arnOf(input: AwsInput): string | undefined {
  return text(input, 'TopicArn') ?? text(input, 'TargetArn');
}
