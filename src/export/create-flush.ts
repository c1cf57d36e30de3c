import { createSender } from './create-sender.ts';
import { type CreateFlush, flushBy } from './flush-by.ts';

/** Sends to an endpoint, or to a queue of SQS. */
export const createFlush: CreateFlush = flushBy(createSender);
