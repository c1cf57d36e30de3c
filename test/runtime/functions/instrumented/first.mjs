import * as grpc from '@grpc/grpc-js';
import { traceLambda } from 'antifreeze';
import DataLoader from 'dataloader';
import pg from 'pg';
import pino from 'pino';
import { callAll } from './calls.mjs';
import { instrumentations } from './instrumentations.mjs';

/** The libraries are imported at the top, as most functions do. */
export const handler = traceLambda(() => callAll({ DataLoader, grpc, pg, pino }), {
  instrumentations,
});
