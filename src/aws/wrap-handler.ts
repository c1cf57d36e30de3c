import { isWithinInvocation } from '../core/invocation-scope.ts';
import { runPromiseHandler } from '../core/run-promise-handler.ts';
import type { RunningInvocation } from '../core/running-invocation.ts';
import { startInvocation } from '../core/start-invocation.ts';
import type { Telemetry } from '../core/telemetry.ts';
import type { Trigger } from '../core/trigger.ts';
import { untracedInvocation } from '../core/untraced-invocation.ts';
import { guard } from '../support/guard.ts';
import { field } from '../triggers/payload-fields.ts';
import { callHandler, noteFrames, withBareFrames } from './bare-frames.ts';
import type { ColdStart } from './cold-start.ts';
import { startDurable } from './durable/durable.ts';
import { prepareCallbacks, runCallbackHandler } from './handlers/callback.ts';
import { type ResponseStream, runStreamHandler } from './handlers/stream.ts';
import type { Method } from './handlers/with-methods.ts';
import { type LambdaContext, lambdaInvocation } from './invocation.ts';
import { recognize } from './triggers/index.ts';

/** How the runtime, and we, know a handler that streams: set by `awslambda.streamifyResponse`, even after wrapping. */
const streaming = Symbol.for('aws.lambda.runtime.handler.streaming');
/** Tells another copy of this package, say that of a layer, that a handler is traced already. */
export const traced: unique symbol = Symbol.for('antifreeze.traced');

export type AnyFunction = (...args: never[]) => unknown;

/**
 * The same handler, traced. A proxy, because the runtime reads the function itself: its number of parameters
 * (Node.js 24 refuses callbacks by it), its symbols for streaming, its properties.
 */
export function wrapHandler<Handler extends AnyFunction>(
  handler: Handler,
  telemetry: Telemetry,
  coldStart: ColdStart,
): Handler {
  if (traced in handler) return handler;
  // Node.js 22's runtime will call it so, with less of a processor than there is now.
  if (process.version < 'v24') prepareCallbacks();

  const proxy = new Proxy(handler, {
    has: (target, key) => key === traced || key in target,
    apply,
  });
  return proxy;

  function apply(target: Handler, self: unknown, args: unknown[]): unknown {
    // One invocation has one root span, whoever else is called in it.
    if (isWithinInvocation()) return Reflect.apply(target, self, args);
    const call = noteFrames({ handler: target, proxy, self }, apply);
    const [event, second, third] = args;
    const callWith = (values: unknown[]) => callHandler(target, self, values);
    const start = (context: unknown, find = recognize, stream?: ResponseStream) =>
      withBareFrames(startLambda(telemetry, coldStart, find, { event, context, stream }), call);

    if (Reflect.get(target, streaming) === 'response') {
      const stream = second as ResponseStream;
      return runStreamHandler(
        start(third, recognizeStreamed, stream),
        () => callWith(args),
        stream,
      );
    }
    const running = start(second);
    if (typeof third === 'function')
      return runCallbackHandler(
        running,
        (context, callback) => callWith([event, context, callback, ...args.slice(3)]),
        second,
        third as Method,
      );
    return runPromiseHandler(running, () => callWith(args));
  }
}

/** What the runtime has called a handler with. */
interface Call {
  readonly event: unknown;
  readonly context: unknown;
  readonly stream: ResponseStream | undefined;
}

function startLambda(
  telemetry: Telemetry,
  coldStart: ColdStart,
  find: typeof recognize,
  { event, context, stream }: Call,
): RunningInvocation {
  const start = () => {
    // What the SDK for durable functions hands to a handler has that of the invocation in it.
    const outer = field(context, 'lambdaContext');
    const platform = (outer ?? context) as LambdaContext;
    const invocation = lambdaInvocation(event, platform, coldStart(), stream);
    return outer || field(event, 'DurableExecutionArn')
      ? startDurable(startInvocation, telemetry, find, invocation)
      : startInvocation(telemetry, find, invocation);
  };
  return guard('reading the context', start) ?? untracedInvocation;
}

/** A client that has got the first part has got a status, too, which no failure changes any more. */
function recognizeStreamed(event: unknown): Trigger {
  return { ...recognize(event), failure: undefined };
}
