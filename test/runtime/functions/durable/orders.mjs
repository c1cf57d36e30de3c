import { withDurableExecution } from '@aws/durable-execution-sdk-js';
import { traceLambda } from 'antifreeze';
import { run } from './workflows.mjs';

export const outside = traceLambda(withDurableExecution(run));
export const inside = withDurableExecution(traceLambda(run));
