import { createRequire } from 'node:module';
import { traceLambda } from 'antifreeze';
import { callAll } from './calls.mjs';
import { instrumentations } from './instrumentations.mjs';

const require = createRequire(`${process.env.LAMBDA_TASK_ROOT}/`);

/** The libraries are required once the instrumentations are made. */
export const handler = traceLambda(
  () =>
    callAll({
      DataLoader: require('dataloader'),
      grpc: require('@grpc/grpc-js'),
      pg: require('pg'),
      pino: require('pino'),
    }),
  { instrumentations },
);
