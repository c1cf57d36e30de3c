import { context } from '@opentelemetry/api';
import { guard } from '../../support/guard.ts';
import { markRequest, traceCall, withSentCall } from './middleware.ts';
import type { AwsTracing } from './options.ts';
import type { MiddlewareStack, SmithyClient } from './smithy.ts';

type Send = SmithyClient['send'];

/** Set on a middleware stack that has our middleware, also that of another copy of this package. */
const prepared = Symbol.for('antifreeze.aws-sdk.prepared');

/**
 * A client's `send` whose calls are traced. It only marks the call, for our middleware in the client's stack: there
 * callbacks and promises are the same, input and output are at hand, and nothing is signed yet.
 */
export function traceSend(send: Send, tracing: AwsTracing): Send {
  return function tracedSend(this: SmithyClient, ...args) {
    const active = context.active();
    const sent = guard('preparing an AWS call', () => {
      prepare(this);
      return withSentCall(active, { tracing, client: this });
    });
    if (!sent) return send.apply(this, args);
    // A callback is outside of the call.
    const bound = args.map((arg) => (typeof arg === 'function' ? context.bind(active, arg) : arg));
    return context.with(sent, send, this, ...bound);
  };
}

/** Once per stack. Without `send` the middleware does nothing, so that nobody has to take it out. */
function prepare(client: SmithyClient): void {
  const stack: MiddlewareStack & { [prepared]?: true } = client.middlewareStack;
  if (stack[prepared]) return;
  Object.defineProperty(stack, prepared, { value: true });
  stack.add(traceCall, { step: 'initialize', priority: 'high', name: 'antifreezeTraceCall' });
  stack.add(markRequest, { step: 'build', priority: 'low', name: 'antifreezeMarkRequest' });
  // Chains of middleware that the client has kept from earlier calls lack ours.
  Reflect.deleteProperty(client, 'handlers');
}
