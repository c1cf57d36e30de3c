import { traceLambda } from 'antifreeze';
import { withDurableExecution } from 'durable-sdk-1';
import { run } from './workflows.mjs';

export const outside = traceLambda(withDurableExecution(run));
export const inside = withDurableExecution(traceLambda(run));
