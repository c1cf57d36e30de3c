import { type Link, propagation, trace } from '@opentelemetry/api';
import { contextFromAwsTraceHeader } from '../../../propagation/aws-trace-header.ts';
import { contextFromSqs, withSqsContext } from '../../../propagation/sqs.ts';
import type { AwsService } from '../aws-service.ts';
import { messageAttributeCarrier } from '../message-attribute-carrier.ts';
import { messageService, messaging } from '../messages.ts';
import { attributesOf, lastPart, object, objects, text } from '../read-input.ts';
import type { AwsInput } from '../smithy.ts';

const system = 'aws_sqs';
const traceHeader = 'AWSTraceHeader';

const sending = messageService({
  name: 'SQS',
  system,
  sends: { SendMessage: '', SendMessageBatch: 'Entries' },
  destination: queueName,
  attributes: (input) => attributesOf(input, 'aws.sqs.queue.', { url: 'QueueUrl' }),
  failures: { list: 'Failed', code: 'Code' },
  carrier: (fields) =>
    messageAttributeCarrier(['MessageBody'], (attributes) => withSqsContext(attributes, fields)),
});

export const sqs: AwsService = {
  ...sending,
  describe(call) {
    const { operation, input } = call;
    const general = sending.describe(call);
    const [, action, batch] = /^(Receive|Delete)Message(Batch)?$/.exec(operation) ?? [];
    if (!action) return general;
    const messages = batch && objects(input, 'Entries');
    const type = action === 'Receive' ? 'receive' : 'settle';
    return messaging(
      type,
      system,
      queueName(input),
      general.attributes ?? {},
      messages || undefined,
    );
  },
  inject: (call, fields) =>
    call.operation === 'ReceiveMessage'
      ? askForContext(call.input, propagation.fields())
      : sending.inject(call, fields),
  result(call, output, headers) {
    if (call.operation !== 'ReceiveMessage') return sending.result(call, output, headers);
    const messages = objects(output, 'Messages');
    return {
      attributes: { 'messaging.batch.message_count': messages.length },
      links: messages.flatMap(senderLink),
    };
  },
};

function queueName(input: AwsInput): string | undefined {
  return lastPart(text(input, 'QueueUrl'));
}

/** SQS gives only the attributes that it is asked for. */
function askForContext(input: AwsInput, fields: readonly string[]): AwsInput {
  // The older member, where the caller uses it: the service takes one of the two.
  const deprecated = input['AttributeNames'] && !input['MessageSystemAttributeNames'];
  const systemNames = deprecated ? 'AttributeNames' : 'MessageSystemAttributeNames';
  return {
    ...input,
    MessageAttributeNames: including(input['MessageAttributeNames'], fields),
    [systemNames]: including(input[systemNames], [traceHeader]),
  };
}

function including(names: unknown, wanted: readonly string[]): string[] {
  const asked: string[] = Array.isArray(names) ? names : [];
  if (asked.includes('All') || asked.includes('.*')) return asked;
  return [...new Set([...asked, ...wanted])];
}

function senderLink(message: AwsInput): Link[] {
  const sender =
    contextFromSqs(message['MessageAttributes']) ??
    contextFromAwsTraceHeader(object(message, 'Attributes')[traceHeader]);
  const context = sender && trace.getSpanContext(sender);
  const attributes = attributesOf(message, 'messaging.message.', { id: 'MessageId' });
  return context ? [{ context, attributes }] : [];
}
