import { type Attributes, type Context, type Link, SpanKind, trace } from '@opentelemetry/api';
import type { RootSpanInit, Trigger } from '../../core/trigger.ts';
import { brokerName } from '../../support/broker-name.ts';
import { common } from '../../triggers/event-path.ts';
import { present } from '../../triggers/http-server-span.ts';
import { waited } from '../../triggers/waiting-time.ts';
import { withInvocationSender } from '../runtime-trace-header.ts';
import { batchResult } from './batch-result.ts';
import type { Message, MessageSource } from './message.ts';
import { deliveryCount, messageAttributes, processAttributes } from './message-attributes.ts';

/** A trigger that can also tell its messages one by one. */
export type MessageTrigger = Trigger & MessageSource;

/**
 * The trigger of a source of messages: a consumer span with a link to each message that tells of its producer. Where
 * all of them are of one trace, the oldest one's context is the parent, too.
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
      'service.peer.name': destination && brokerName(source.system, destination),
      ...source.attributes?.(event),
      ...aboutAll(messages),
      ...waited(sent(oldest(messages))),
    }),
    ...(parent && { parent }),
  };
}

/** The X-Ray header of the invocation speaks for a message that comes alone and doesn't tell of its producer. */
function withInvocationHeader(messages: readonly Message[], platform: unknown): readonly Message[] {
  const [message] = messages;
  if (!message || messages.length > 1) return messages;
  return [{ ...message, context: withInvocationSender(message.context, platform) }];
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
  const isOneTrace = messages.length === 1 || common(messages.map(traceIdOf)) !== undefined;
  return isOneTrace ? oldest(messages)?.context : undefined;
}

function traceIdOf({ context }: Message): string | undefined {
  return context && trace.getSpanContext(context)?.traceId;
}

/** The first one sent, by its time where messages tell it, else by their order. */
function oldest(messages: readonly Message[]): Message | undefined {
  const [first] = messages;
  return messages.reduce(
    (found, message) => (sent(message) < sent(found) ? message : found),
    first,
  );
}

/** Infinity where the source doesn't tell. */
function sent(message: Message | undefined): number {
  return message?.sentAt ?? Number.POSITIVE_INFINITY;
}

/** The link to the span that sent a message; none where it doesn't tell. */
export function linkToProducer(message: Message): Link[] {
  const context = message.context && trace.getSpanContext(message.context);
  return context ? [{ context, attributes: messageAttributes(message) }] : [];
}
