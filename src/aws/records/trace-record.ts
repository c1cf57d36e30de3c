import type { Span } from '@opentelemetry/api';
import { guard } from '../../support/guard.ts';
import { field } from '../../triggers/payload-fields.ts';
import type { Message, MessageSource } from '../triggers/message.ts';
import { withRecordSpan } from './record-span.ts';
import { findSource } from './trace-records.ts';

/**
 * Handles one record of an event under a span of its own, for batches that something else goes through: the processors of
 * Powertools, a middleware, `Promise.allSettled`. Gives back what `handler` gives, be it a promise or not.
 */
export function traceRecord<Item, Result>(
  record: Item,
  handler: (record: Item, span: Span) => Result,
): Result {
  const { message = { record }, source } =
    guard('reading a record', () => readRecord(record)) ?? {};
  return withRecordSpan(message, source?.system, (span) => handler(record, span));
}

interface ReadRecord {
  readonly source?: MessageSource;
  readonly message?: Message | undefined;
}

function readRecord(record: unknown): ReadRecord {
  for (const event of eventsOf(record)) {
    const source = findSource(event);
    if (source) return { source, message: source.messages(event)[0] };
  }
  return {};
}

/** The events that a record may be the only one of. Those of Kafka and Amazon MQ don't name their source themselves. */
function eventsOf(record: unknown): readonly unknown[] {
  const has = (name: string) => field(record, name) !== undefined;
  if (has('topic') && has('offset'))
    return [{ eventSource: 'aws:kafka', records: { partition: [record] } }];
  if (has('basicProperties'))
    return [{ eventSource: 'aws:rmq', rmqMessagesByQueue: { '': [record] } }];
  if (has('messageID')) return [{ eventSource: 'aws:mq', messages: [record] }];
  return [{ Records: [record] }, [record], record];
}
