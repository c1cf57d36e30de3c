import { trace } from '@opentelemetry/api';
import type { Deadline } from '../support/deadline.ts';
import { type DeliveryReport, startDelivery } from './delivery.ts';
import type { Destination } from './destination.ts';
import { readGroups } from './read-groups.ts';
import type { PoisonMessage, RelayRecord } from './relay-record.ts';

/** What relays messages, whatever brought them. */
export interface BatchParts {
  readonly destinations: readonly Destination[];
  /** Of a merged request, in bytes before compression. */
  readonly maxRequestSize: number;
  /** How long one request is sent again and again, in milliseconds. */
  readonly retryForMs: number;
}

/** What has become of messages that were relayed together. */
export interface RelayedBatch {
  readonly deliveries: readonly DeliveryReport[];
  readonly poison: readonly PoisonMessage[];
  /** All that some destination did not take, poison included. */
  readonly undelivered: readonly RelayRecord[];
}

/** Sends messages to all destinations, in as few requests as there can be. Never rejects, and is done by `deadline`. */
export async function relayBatch(
  records: readonly RelayRecord[],
  { destinations, maxRequestSize, retryForMs }: BatchParts,
  deadline: Deadline,
): Promise<RelayedBatch> {
  const deliveries = destinations.map((destination) => startDelivery(destination, retryForMs));
  const poison: PoisonMessage[] = [];
  const delivered = new Set<RelayRecord>();
  for await (const group of readGroups(records, maxRequestSize)) {
    poison.push(...group.poison);
    const taken = await Promise.all(
      deliveries.map(async ({ deliver }) => new Set(await deliver(group.parcels, deadline))),
    );
    for (const parcel of group.parcels) {
      if (taken.every((parcels) => parcels.has(parcel))) delivered.add(parcel.record);
    }
    if (deliveries.every(({ report }) => report.halt)) break;
  }
  return {
    deliveries: deliveries.map(({ report }) => report),
    poison,
    // By what was taken, not by what was not: a message that was overlooked stays in the queue.
    undelivered: records.filter((record) => !delivered.has(record)),
  };
}

/** Tells of a batch on the root span, where the relay is traced itself. */
export function describeOnSpan({ deliveries, undelivered }: RelayedBatch): void {
  const sum = (of: 'requests' | 'spans') =>
    deliveries.reduce((total, delivery) => total + delivery[of], 0);
  trace.getActiveSpan()?.setAttributes({
    'antifreeze.relay.requests': sum('requests'),
    'antifreeze.relay.spans': sum('spans'),
    'antifreeze.relay.undelivered_messages': undelivered.length,
  });
}
