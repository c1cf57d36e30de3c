import { traceLambda } from 'antifreeze';
import { callAll } from './calls.mjs';
import { instrumentations } from './instrumentations.mjs';

/** The libraries are imported by the handler. */
export const handler = traceLambda(
  async () =>
    callAll({
      DataLoader: (await import('dataloader')).default,
      grpc: (await import('@grpc/grpc-js')).default,
      pg: (await import('pg')).default,
      pino: (await import('pino')).default,
    }),
  { instrumentations },
);
