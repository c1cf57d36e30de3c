import { createSender } from './create-sender.ts';
import { type CreateFlush, flushBy } from './flush-by.ts';

/** Sends to an endpoint, or to a queue of SQS. */
export const createFlush: CreateFlush = flushBy(createSender);

/** The client that it sends by. From here, as it is in this late part already. */
export { httpClient } from './http-client.ts';
