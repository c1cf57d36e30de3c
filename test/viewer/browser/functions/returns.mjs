import { traceLambda, traceRecords } from 'antifreeze';

/** Takes what was returned; of what is broken it can't take anything. */
export const handler = traceLambda((event) =>
  traceRecords(event, async ({ body }) => {
    if (body === 'broken') throw new Error('nothing to be had of it');
  }),
);
