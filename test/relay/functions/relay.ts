import { traceLambda } from '../../../src/entry/index.ts';
import { createRelay } from '../../../src/entry/relay.ts';

export const handler = createRelay({ trace: process.env['TRACE_RELAY'] === 'true' });

/** As a wrapper for all functions of an account does it. */
export const wrapped = traceLambda(createRelay());
