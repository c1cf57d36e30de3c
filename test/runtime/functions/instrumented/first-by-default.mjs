import grpc from '@grpc/grpc-js';
import { traceLambda } from 'antifreeze';
import DataLoader from 'dataloader';
import pg from 'pg';
import pino from 'pino';
import { callAll } from './calls.mjs';
import { instrumentations } from './instrumentations.mjs';

/** As `first.mjs`, with the whole of a CommonJS package in place of a copy of its names. */
export const handler = traceLambda(() => callAll({ DataLoader, grpc, pg, pino }), {
  instrumentations,
});
