import { withEventBridgeContext } from '../../../propagation/eventbridge.ts';
import { byteLength } from '../../../propagation/message-size.ts';
import type { AwsService } from '../aws-service.ts';
import { messageService } from '../messages.ts';
import { lastPart, objects, text } from '../read-input.ts';

/** In bytes, however it is written. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevent-size.html */
const timeSize = 14;
const sum = (one: number, other: number) => one + other;

export const eventBridge: AwsService = messageService({
  name: 'EventBridge',
  system: 'aws.eventbridge',
  sends: { PutEvents: 'Entries' },
  destination(input) {
    const entries = objects(input, 'Entries');
    const buses = new Set(entries.map((entry) => text(entry, 'EventBusName') ?? 'default'));
    return buses.size === 1 ? lastPart([...buses][0]) : undefined;
  },
  failures: { list: 'Entries', code: 'ErrorCode' },
  carrier: (fields) => ({
    add(entry) {
      const Detail = withEventBridgeContext(text(entry, 'Detail') ?? '', fields);
      return Detail === undefined ? undefined : { ...entry, Detail };
    },
    size: ({ Detail, DetailType, Source, Resources, Time }) =>
      [Detail, DetailType, Source, Resources].flat().map(byteLength).reduce(sum, 0) +
      (Time ? timeSize : 0),
  }),
});
