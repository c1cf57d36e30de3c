import type { CollectedLog } from '../otlp/collected-log.ts';
import type { CollectedAttributes } from '../otlp/fields.ts';
import { matchesText } from './search.ts';

/** What of the logs is wanted. */
interface LogQuery {
  readonly text: string;
  readonly service: string;
  /** The least severity, as its number. */
  readonly severity: number;
  readonly traceId: string;
  readonly limit: number;
}

/** Log records in memory, the oldest of which go where they are too many. */
export interface LogStore {
  add(records: readonly CollectedLog[]): void;
  /** The newest first. */
  find(query: LogQuery): CollectedLog[];
  size(): number;
  clear(): void;
}

export function createLogStore(limit: number): LogStore {
  let kept: CollectedLog[] = [];
  return {
    add(records) {
      for (const record of records) kept.push(record);
      // By a tenth at once: to take one from the front of an array costs as much as to take many.
      if (kept.length > limit * 1.1) kept = kept.slice(-limit);
    },
    find(query) {
      const found: CollectedLog[] = [];
      for (let n = kept.length - 1; n >= 0 && found.length < query.limit; n -= 1) {
        const record = kept[n];
        if (record && isWanted(record, query)) found.push(record);
      }
      return found.sort((a, b) => Number(b.time - a.time));
    },
    size: () => kept.length,
    clear: () => {
      kept = [];
    },
  };
}

function isWanted(record: CollectedLog, { text, service, severity, traceId }: LogQuery): boolean {
  if (record.severity < severity) return false;
  if (traceId && record.traceId !== traceId) return false;
  if (service && record.resource['service.name'] !== service) return false;
  return text === '' || matchesText(text.toLowerCase(), [record.eventName], searchable(record));
}

function searchable({ body, attributes }: CollectedLog): CollectedAttributes {
  return { body, ...attributes };
}
