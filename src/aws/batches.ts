/** What is made of events that are batches. */
export { traceRecord } from './records/trace-record.ts';
export { traceRecords } from './records/trace-records.ts';
export { batchTriggers } from './triggers/batches.ts';
