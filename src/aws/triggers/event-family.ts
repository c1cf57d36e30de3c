import { listAt } from '../../triggers/event-path.ts';
import { field } from '../../triggers/payload-fields.ts';

/** Fields at the top of an event, of which each belongs to one family of sources. The first one decides. */
const marks = [
  'requestContext',
  'Records',
  'eventSource',
  'deliveryStreamArn',
  'awslogs',
  'detail-type',
] as const;

/** What kind of envelope an event is: an event is of one family at most, so that no two sources claim the same. */
export function eventFamily(event: unknown): (typeof marks)[number] | 'list' | undefined {
  if (Array.isArray(event)) return 'list';
  return marks.find((mark) => field(event, mark) !== undefined);
}

/**
 * The records of a batch, as Lambda (`Records`) and EventBridge Pipes (a bare list) hand it over; none where an event
 * is no batch.
 */
export function recordsOf(event: unknown): readonly unknown[] {
  const family = eventFamily(event);
  if (family === 'list') return listAt(event);
  return family === 'Records' ? listAt(event, 'Records') : [];
}

/** What an event of a broker says it is from: at its top or, where it is a bare list, in the first record. */
export function brokerOf(event: unknown): unknown {
  const head = eventFamily(event) === 'eventSource' ? event : recordsOf(event)[0];
  return field(head, 'eventSource');
}

/** Whether the first record says that it is from `source`. A batch is always from one source. */
export function isBatchFrom(event: unknown, source: string): boolean {
  return field(recordsOf(event)[0], 'eventSource') === source;
}
