import type { Trigger } from '../../core/trigger.ts';
import { at, common, listAt, textAt } from '../../triggers/event-path.ts';
import { eventSpan } from '../../triggers/event-span.ts';
import { type Fields, field } from '../../triggers/payload-fields.ts';
import { epochMsOfSeconds, isoTime, waited } from '../../triggers/waiting-time.ts';

const operations: ReadonlyMap<unknown, string> = new Map([
  ['insert', 'insert'],
  ['update', 'edit'],
  ['replace', 'edit'],
  ['delete', 'delete'],
]);

/** DocumentDB change streams. */
export const documentdb: Trigger<Fields> = {
  matches: (event): event is Fields =>
    field(event, 'eventSource') === 'aws:docdb' && Array.isArray(field(event, 'events')),

  rootSpan: (event) => {
    const changes = listAt(event, 'events').map((entry) => field(entry, 'event'));
    const collection = common(changes.map((change) => textAt(change, 'ns', 'coll')));
    const time = changedAt(changes[0]);
    return eventSpan('datasource', {
      'faas.document.collection': collection,
      'faas.document.operation': common(changes.map(operation)),
      'faas.document.time': isoTime(time),
      'db.namespace': common(changes.map((change) => textAt(change, 'ns', 'db'))),
      'db.collection.name': collection,
      'antifreeze.batch.record_count': changes.length,
      ...waited(time),
    });
  },
};

function operation(change: unknown): string | undefined {
  return operations.get(field(change, 'operationType'));
}

/** Epoch milliseconds, of a BSON timestamp with its seconds and an ordinal. */
function changedAt(change: unknown): number | undefined {
  return epochMsOfSeconds(at(change, 'clusterTime', '$timestamp', 't'));
}
