import { textAt } from '../../triggers/event-path.ts';
import { eventFamily } from './event-family.ts';
import { type MessageTrigger, messageTrigger } from './message-trigger.ts';

/** Of the base64 that may be megabytes when unpacked; the log group is near its beginning. */
const prefixLength = 1_024;

/** Subscriptions to CloudWatch log groups. They carry no context. */
export const cloudWatchLogs: MessageTrigger = messageTrigger({
  system: 'aws.cloudwatch_logs',
  matches: (event) =>
    eventFamily(event) === 'awslogs' && textAt(event, 'awslogs', 'data') !== undefined,
  messages: (event) => [
    { record: event, destination: logGroup(textAt(event, 'awslogs', 'data') ?? '') },
  ],
});

/** Unpacks the beginning only, be it gzip or zlib: deflate needs nothing of what follows. */
function logGroup(data: string): string | undefined {
  try {
    // Loaded at the first event: other functions shouldn't wait for it.
    const { unzipSync, constants } = process.getBuiltinModule('node:zlib');
    const packed = Buffer.from(data.slice(0, prefixLength), 'base64');
    const json = unzipSync(packed, { finishFlush: constants.Z_SYNC_FLUSH }).toString();
    return /"logGroup":"([^"\\]{1,512})"/.exec(json)?.[1];
  } catch {
    return undefined;
  }
}
