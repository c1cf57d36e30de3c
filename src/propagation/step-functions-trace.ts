import { type Context, ROOT_CONTEXT } from '@opentelemetry/api';
import { withSender } from './remote-parent.ts';

/**
 * The one trace of a Step Functions execution, derived from its ARN: every task finds the same, with nothing passed
 * between them. Its span, under which the tasks are, is the execution itself, which nobody records.
 */
export function executionTrace(executionArn: string): Context {
  // Loaded at the first hash: a cold start without one shouldn't wait for it.
  const { createHash } = process.getBuiltinModule('node:crypto');
  const hex = createHash('sha256').update(executionArn).digest('hex');
  return withSender(ROOT_CONTEXT, {
    traceId: hex.slice(0, 32),
    spanId: hex.slice(32, 48),
    sampled: undefined,
  });
}
