import { dataHashAttribute } from '../../propagation/deterministic-link.ts';
import { contextFromEventBridge } from '../../propagation/eventbridge.ts';
import { firstContext } from '../../propagation/first-context.ts';
import { contextFromRequestPayload } from '../../propagation/message-json.ts';
import { at } from '../../triggers/event-path.ts';
import { field, isRecord, text } from '../../triggers/payload-fields.ts';
import { epochMs } from '../../triggers/waiting-time.ts';
import { eventFamily } from './event-family.ts';
import { type MessageTrigger, messageTrigger } from './message-trigger.ts';
import { objectHashes } from './s3-objects.ts';
import { scheduled } from './scheduled.ts';

/**
 * Events of an EventBridge bus. The context is in their detail. An event doesn't name its bus; its detail type is what
 * names the span. The `aws.eventbridge.*` names are ours.
 */
export const eventBridge: MessageTrigger = messageTrigger({
  system: 'aws.eventbridge',
  matches: (event) => isBusEvent(event) && !scheduled.matches(event),
  messages: (event) => [
    {
      record: event,
      id: text(event, 'id'),
      subject: text(event, 'detail-type'),
      context: firstContext(
        () => contextFromEventBridge(field(event, 'detail')),
        () => contextFromRequestPayload(at(event, 'detail', 'requestPayload')),
      ),
      // What an archive replays was sent long ago, but hasn't waited.
      sentAt: text(event, 'replay-name') ? undefined : epochMs(field(event, 'time')),
    },
  ],
  attributes: (event) => ({
    'aws.eventbridge.source': text(event, 'source'),
    'aws.eventbridge.detail_type': text(event, 'detail-type'),
    'aws.eventbridge.replay_name': text(event, 'replay-name'),
    [dataHashAttribute]: objectHashes(event),
  }),
});

function isBusEvent(event: unknown): boolean {
  return (
    eventFamily(event) === 'detail-type' &&
    text(event, 'detail-type') !== undefined &&
    text(event, 'source') !== undefined &&
    isRecord(field(event, 'detail'))
  );
}
