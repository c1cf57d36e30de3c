import type { Attributes } from '@opentelemetry/api';
import type { GcpEnvironment } from '../config/gcp-environment.ts';
import type { Invocation } from '../core/invocation.ts';
import { text } from '../triggers/payload-fields.ts';
import type { FunctionCall } from './function-call.ts';

/** Makes of each call an invocation; the first one is a cold start. */
export function createInvocations(
  environment: GcpEnvironment,
): (call: FunctionCall) => Invocation<undefined> {
  const { service, functionTarget, timeoutMs = Number.POSITIVE_INFINITY } = environment;
  let first = true;
  return (call) => {
    const attributes: Attributes = { 'faas.coldstart': first };
    first = false;
    const id = executionId(call);
    if (id !== undefined) attributes['faas.invocation_id'] = id;
    return {
      event: call,
      args: call.args,
      platform: undefined,
      name: service ?? functionTarget ?? 'invocation',
      attributes,
      deadline: Date.now() + timeoutMs,
    };
  };
}

/** The framework makes one up where the platform gives none, so that log lines can be told apart. */
function executionId({ request }: FunctionCall): string | undefined {
  return request?.executionId ?? text(request?.headers, 'function-execution-id');
}
