import type { CallResult } from './aws-service.ts';
import { objects, text } from './read-input.ts';
import type { AwsInput } from './smithy.ts';

/** The list in a batch call's output that has entries which were refused, and the member that says why. */
export interface EntryFailures {
  readonly list: string;
  readonly code: string;
}

/** A batch call is answered with 200 whatever became of its entries: what says that some have failed. */
export function failedEntries(output: AwsInput, failures: EntryFailures | undefined): CallResult {
  const entries = failures ? objects(output, failures.list) : [];
  const codes = entries.flatMap((entry) => text(entry, failures?.code ?? '') ?? []);
  return failedCount(codes.length, codes[0]);
}

/** Of `count` entries, at least one for the reason `errorType`. */
export function failedCount(count: number, errorType: string | undefined): CallResult {
  return count > 0
    ? { attributes: { 'antifreeze.batch.failed_count': count }, errorType: errorType ?? '_OTHER' }
    : {};
}
