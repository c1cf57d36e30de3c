import { withDurableExecution } from '@aws/durable-execution-sdk-js';
import { run } from './workflows.mjs';

/** For what traces without code. */
export const handler = withDurableExecution(run);
