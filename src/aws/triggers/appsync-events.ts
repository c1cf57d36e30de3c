import type { Trigger } from '../../core/trigger.ts';
import { at, listAt, textAt } from '../../triggers/event-path.ts';
import { appsyncSpan } from './appsync.ts';

/**
 * Handlers of AppSync Events: a client publishes to a channel, or subscribes. A namespace is configured, and names the
 * span with the operation; its channels are any number. All names are ours.
 */
export const appsyncEvents: Trigger = {
  matches: (event): event is unknown =>
    textAt(event, 'info', 'channel', 'path') !== undefined &&
    textAt(event, 'info', 'operation') !== undefined,

  rootSpan: (event) => {
    const info = at(event, 'info');
    const operation = textAt(info, 'operation');
    const namespace = textAt(info, 'channelNamespace', 'name');
    const published = listAt(event, 'events').length;
    return appsyncSpan(event, [operation, namespace].filter(Boolean).join(' '), {
      'aws.appsync.channel_namespace': namespace,
      'aws.appsync.channel': textAt(info, 'channel', 'path'),
      'aws.appsync.operation': operation,
      'antifreeze.batch.record_count': published || undefined,
    });
  },
};
