import { setTimeout as sleep } from 'node:timers/promises';
import { traceLambda } from 'antifreeze';

/** Takes longer than it may, where it is told to. */
export const handler = traceLambda(async ({ seconds }) => {
  await sleep(seconds * 1000);
});
