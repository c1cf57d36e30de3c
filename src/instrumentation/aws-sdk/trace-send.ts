import { context } from '@opentelemetry/api';
import { guard } from '../../support/guard.ts';
import type { AwsTracing } from './aws-tracing.ts';
import { prepareCall } from './middleware.ts';
import type { SmithyClient } from './smithy.ts';

type Send = SmithyClient['send'];

/**
 * A client's `send` whose calls are traced. It only marks the call, for our middleware in the client's stack: there
 * callbacks and promises are the same, input and output are at hand, and nothing is signed yet.
 */
export function traceSend(send: Send, tracing: AwsTracing): Send {
  return function tracedSend(this: SmithyClient, ...args) {
    const active = context.active();
    const sent = guard('preparing an AWS call', () =>
      prepareCall(active, { tracing, client: this, signal: signalOf(args[1]) }),
    );
    if (!sent) return send.apply(this, args);
    // A callback is outside of the call.
    const bound = args.map((arg) => (typeof arg === 'function' ? context.bind(active, arg) : arg));
    return context.with(sent, send, this, ...bound);
  };
}

/** Of the options, which may also be a callback. */
function signalOf(options: unknown): AbortSignal | undefined {
  const { abortSignal } = Object(options) as { abortSignal?: AbortSignal };
  return abortSignal;
}
