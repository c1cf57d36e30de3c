import { type Attributes, type Context, type Link, SpanKind, trace } from '@opentelemetry/api';
import type { RootSpanInit, Trigger } from '../../core/trigger.ts';
import { firstContext } from '../../propagation/first-context.ts';
import { contextFromMessageTraceHeader } from '../../propagation/message-trace-header.ts';
import { common } from '../../triggers/event-path.ts';
import { present } from '../../triggers/http-server-span.ts';
import { field } from '../../triggers/payload-fields.ts';
import { waited } from '../../triggers/waiting-time.ts';
import { batchResult } from './batch-result.ts';
import type { Message, MessageSource } from './message.ts';
import { deliveryCount, messageAttributes, processAttributes } from './message-attributes.ts';

/** A trigger that can also tell its messages one by one. */
export type MessageTrigger = Trigger & MessageSource;

/**
 * The trigger of a source of messages: a consumer span with a link to each message that tells of its producer. Where
 * all of them carry the same context, it is the parent, too.
 */
export function messageTrigger(source: MessageSource): MessageTrigger {
  return {
    ...source,
    matches: (event): event is unknown => source.matches(event),
    rootSpan: (event, platform) => processSpan(source, event, platform),
    ...(source.takesItemFailures && {
      result: (value, event) => batchResult(value, () => source.messages(event).length),
    }),
  };
}

function processSpan(source: MessageSource, event: unknown, platform: unknown): RootSpanInit {
  const messages = withInvocationHeader(source.messages(event), platform);
  const destination = common(messages.map((message) => message.destination));
  const subject = common(messages.map((message) => message.subject));
  const parent = commonContext(messages);
  return {
    name: `process ${destination ?? subject ?? source.system}`,
    kind: SpanKind.CONSUMER,
    links: messages.flatMap(linkToProducer),
    attributes: present({
      'faas.trigger': 'pubsub',
      ...processAttributes(source.system, destination),
      ...source.attributes?.(event),
      ...aboutAll(messages),
      ...waited(oldest(messages)),
    }),
    ...(parent && { parent }),
  };
}

/** The X-Ray header of the invocation speaks for a message that comes alone and doesn't tell of its producer. */
function withInvocationHeader(messages: readonly Message[], platform: unknown): readonly Message[] {
  const [message] = messages;
  if (!message || messages.length > 1) return messages;
  const context = firstContext(
    () => message.context,
    () => contextFromMessageTraceHeader(field(platform, 'xRayTraceId')),
  );
  return [{ ...message, context }];
}

/** A batch of one counts as a single message. Of several, the highest delivery count shows that some came again. */
function aboutAll(messages: readonly Message[]): Attributes {
  const [first] = messages;
  if (first && messages.length === 1) return messageAttributes(first);
  const most = messages.reduce((count, { deliveries }) => Math.max(count, deliveries ?? 0), 0);
  return { 'messaging.batch.message_count': messages.length, ...deliveryCount(most || undefined) };
}

/** A message that comes alone may also carry baggage only. */
function commonContext(messages: readonly Message[]): Context | undefined {
  const [first] = messages;
  return messages.length === 1 || common(messages.map(senderId)) !== undefined
    ? first?.context
    : undefined;
}

function senderId({ context }: Message): string | undefined {
  const sender = context && trace.getSpanContext(context);
  return sender && sender.traceId + sender.spanId;
}

/** When the first was sent; infinity where none tells. */
function oldest(messages: readonly Message[]): number {
  return messages.reduce(
    (first, { sentAt }) => Math.min(first, sentAt ?? first),
    Number.POSITIVE_INFINITY,
  );
}

/** The link to the span that sent a message; none where it doesn't tell. */
export function linkToProducer(message: Message): Link[] {
  const context = message.context && trace.getSpanContext(message.context);
  return context ? [{ context, attributes: messageAttributes(message) }] : [];
}
