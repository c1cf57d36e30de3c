import { setTimeout as sleep } from 'node:timers/promises';
import { traceLambda } from 'antifreeze';

/** Takes longer than it may. */
export const handler = traceLambda(async () => {
  await sleep(5000);
});
