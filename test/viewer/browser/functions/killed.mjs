import { traceLambda } from 'antifreeze';

/** Is killed, as for want of memory, where it is told to. */
export const handler = traceLambda(async ({ dies }) => {
  if (dies) process.kill(process.pid, 'SIGKILL');
});
