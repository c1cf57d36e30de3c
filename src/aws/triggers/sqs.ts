import type { Context } from '@opentelemetry/api';
import { dataHashAttribute } from '../../propagation/deterministic-link.ts';
import { firstContext } from '../../propagation/first-context.ts';
import { contextFromJsonMessage } from '../../propagation/message-json.ts';
import { contextFromMessageTraceHeader } from '../../propagation/message-trace-header.ts';
import { contextFromSqs } from '../../propagation/sqs.ts';
import { field, isRecord, text } from '../../triggers/payload-fields.ts';
import { arnResource } from './arn-resource.ts';
import { isBatchFrom, recordsOf } from './event-family.ts';
import type { Message } from './message.ts';
import { type MessageTrigger, messageTrigger } from './message-trigger.ts';
import { objectHashesIn } from './s3-objects.ts';

/**
 * SQS queues, standard and FIFO, also through EventBridge Pipes. The context is in the message's attributes, else in
 * the SNS notification or EventBridge event that is its body, else in `AWSTraceHeader`.
 */
export const sqs: MessageTrigger = messageTrigger({
  system: 'aws_sqs',
  takesItemFailures: true,
  matches: (event) => isBatchFrom(event, 'aws:sqs'),
  messages: (event) => recordsOf(event).map(messageOf),
  attributes: (event) => {
    const records = recordsOf(event);
    return {
      'aws.sqs.queue.url': queueUrl(records[0]),
      [dataHashAttribute]: objectHashesIn(records.map((record) => field(record, 'body'))),
    };
  },
});

function messageOf(record: unknown): Message {
  const attributes = field(record, 'attributes');
  const id = text(record, 'messageId');
  const queue = arnResource(text(record, 'eventSourceARN'));
  return {
    record,
    id,
    destination: queue,
    context: contextOf(record),
    sentAt: number(attributes, 'SentTimestamp'),
    deliveries: number(attributes, 'ApproximateReceiveCount'),
    itemIdentifier: id,
    // Standard queues have groups, too, but no order.
    lane: queue?.endsWith('.fifo') ? text(attributes, 'MessageGroupId') : undefined,
  };
}

function contextOf(record: unknown): Context | undefined {
  const attributes = field(record, 'messageAttributes');
  return firstContext(
    () => (isRecord(attributes) ? contextFromSqs(attributes) : undefined),
    () => contextFromJsonMessage(field(record, 'body')),
    () => contextFromMessageTraceHeader(field(field(record, 'attributes'), 'AWSTraceHeader')),
  );
}

function queueUrl(record: unknown): string | undefined {
  const [, partition, , region, account, queue] =
    text(record, 'eventSourceARN')?.split(':', 6) ?? [];
  if (!region || !account || !queue) return undefined;
  const domain = partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
  return `https://sqs.${region}.${domain}/${account}/${queue}`;
}

function number(attributes: unknown, name: string): number | undefined {
  const value = Number(text(attributes, name));
  return Number.isFinite(value) ? value : undefined;
}
