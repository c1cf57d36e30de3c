import type { Call } from './start-framework.ts';

/** A CloudEvent's attributes and data. */
export type CloudEvent = Readonly<Record<string, unknown>>;

/** An object has arrived in a bucket. `data` is added to what the event says of it. */
export function storedObject(data: object = {}): CloudEvent {
  return {
    specversion: '1.0',
    id: '1234567890',
    type: 'google.cloud.storage.object.v1.finalized',
    source: '//storage.googleapis.com/projects/_/buckets/orders',
    subject: 'objects/2026/order.json',
    time: '2026-11-22T21:12:00Z',
    data: { bucket: 'orders', name: '2026/order.json', ...data },
  };
}

/** The request by which Eventarc delivers an event: in binary mode. */
export function binaryEvent({ data, ...attributes }: CloudEvent): Call {
  const named = Object.entries(attributes).map(([name, value]) => [`ce-${name}`, String(value)]);
  return {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...Object.fromEntries(named) },
    body: data,
  };
}
