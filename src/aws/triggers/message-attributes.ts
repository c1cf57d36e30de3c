import type { Attributes } from '@opentelemetry/api';
import { present } from '../../triggers/http-server-span.ts';
import type { Message } from './message.ts';

/** What every span that processes messages says, by the messaging conventions. */
export function processAttributes(system: string, destination: string | undefined): Attributes {
  return {
    'messaging.system': system,
    'messaging.operation.name': 'process',
    'messaging.operation.type': 'process',
    'messaging.destination.name': destination,
  };
}

/** What tells one message from another: on its own span, or on the link to it. The delivery count's name is ours. */
export function messageAttributes({ id, deliveries, attributes }: Message): Attributes {
  return present({
    'messaging.message.id': id,
    ...deliveryCount(deliveries),
    ...attributes,
  });
}

/** Says nothing where the source doesn't count. */
export function deliveryCount(deliveries: number | undefined): Attributes {
  return { 'antifreeze.message.delivery_count': deliveries };
}
