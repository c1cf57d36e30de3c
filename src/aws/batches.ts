/** What is made of events that are batches. */
export { traceRecords } from './records/trace-records.ts';
export { batchTriggers } from './triggers/batches.ts';
