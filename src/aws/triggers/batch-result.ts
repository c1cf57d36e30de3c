import type { ResultSummary } from '../../core/trigger.ts';
import { field, isRecord } from '../../triggers/payload-fields.ts';

/**
 * A partial batch response. One failed record fails the root span: it will be delivered again, and where the handler
 * has no spans for its records, nothing else would tell. The count's name is ours.
 */
export function batchResult(value: unknown, batchSize: () => number): ResultSummary {
  const items = field(value, 'batchItemFailures');
  if (!Array.isArray(items)) return { attributes: {} };
  const size = batchSize();
  return failureSummary(items.every(namesRecord) ? items.length : size, size);
}

/** How many records of a batch failed, if any did. */
export function failureSummary(failures: number, size: number): ResultSummary {
  const attributes = { 'antifreeze.batch.failed_count': failures };
  if (failures === 0) return { attributes };
  return {
    attributes,
    errorType: 'batch_item_failures',
    message: `${failures} of ${size} records failed`,
  };
}

/** An identifier that is empty or missing makes Lambda take the whole batch as failed. Kafka's are objects. */
function namesRecord(item: unknown): boolean {
  const identifier = field(item, 'itemIdentifier');
  return (typeof identifier === 'string' && identifier !== '') || isRecord(identifier);
}
