import { createGcpSender } from './create-gcp-sender.ts';
import { type CreateFlush, flushBy } from './flush-by.ts';

/** Sends to an endpoint, to a queue of SQS or to a topic. */
export const createGcpFlush: CreateFlush = flushBy(createGcpSender);
