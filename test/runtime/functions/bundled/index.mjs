import { createRequire } from 'node:module';
import { traceLambda } from 'antifreeze';
import { hasMetrics, order } from './orders.mjs';

export const handler = traceLambda(async () => {
  await order();
  return { hasMetrics, canRequire: typeof createRequire };
});
