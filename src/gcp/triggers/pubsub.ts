import { type Context, type Link, SpanKind, trace } from '@opentelemetry/api';
import type { Trigger } from '../../core/trigger.ts';
import { firstContext } from '../../propagation/first-context.ts';
import { contextFromPubSub } from '../../propagation/pubsub.ts';
import { at } from '../../triggers/event-path.ts';
import { present } from '../../triggers/http-server-span.ts';
import { field, isRecord, text } from '../../triggers/payload-fields.ts';
import type { FunctionEvent } from '../function-call.ts';
import { eventContext } from './event-context.ts';
import { type EventCall, eventTrigger } from './event-trigger.ts';
import { lastPart } from './resource-name.ts';

/**
 * Pub/Sub messages: by Eventarc, pushed, or of the 1st generation. The context is in the message's attributes; that of
 * the delivery is Google's own.
 */
export const pubSub: Trigger<EventCall> = eventTrigger(
  /^google\.cloud\.pubsub\.topic\.v1\.messagePublished$|^(google\.pubsub|providers\/cloud\.pubsub\/eventTypes)[./]topic\.publish$/,
  (call) => {
    const { event } = call;
    const message = messageOf(event);
    const attributes = field(message, 'attributes');
    const parent = firstContext(
      () => (isRecord(attributes) ? contextFromPubSub(attributes) : undefined),
      () => eventContext(call),
    );
    const topic = event.source?.includes('/topics/') ? lastPart(event.source) : undefined;
    const subscription = lastPart(text(event.data, 'subscription'));
    return {
      name: `process ${topic ?? subscription ?? 'gcp_pubsub'}`,
      kind: SpanKind.CONSUMER,
      links: linkTo(parent),
      attributes: present({
        'faas.trigger': 'pubsub',
        'messaging.system': 'gcp_pubsub',
        'messaging.operation.name': 'process',
        'messaging.operation.type': 'process',
        'messaging.destination.name': topic,
        'messaging.destination.subscription.name': subscription,
        'messaging.message.id': text(message, 'messageId') ?? event.id,
        'messaging.gcp_pubsub.message.ordering_key': text(message, 'orderingKey'),
        'messaging.gcp_pubsub.message.delivery_attempt': deliveryAttempt(event),
      }),
      ...(parent && { parent }),
    };
  },
);

/** The 1st generation has the message itself as its data. */
function messageOf({ data }: FunctionEvent): unknown {
  return at(data, 'message') ?? data;
}

/** Counted only where the subscription has a dead-letter topic. */
function deliveryAttempt({ data }: FunctionEvent): number | undefined {
  const attempt = field(data, 'deliveryAttempt');
  return typeof attempt === 'number' ? attempt : undefined;
}

function linkTo(parent: Context | undefined): Link[] {
  const context = parent && trace.getSpanContext(parent);
  return context ? [{ context }] : [];
}
