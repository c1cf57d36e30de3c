import type { Callback, Context } from 'aws-lambda';
import { runPromiseHandler } from '../core/run-promise-handler.ts';
import {
  type RunningInvocation,
  startInvocation,
  untracedInvocation,
} from '../core/start-invocation.ts';
import type { Telemetry } from '../core/telemetry.ts';
import { guard } from '../support/guard.ts';
import { callHandler, noteFrames, withBareFrames } from './bare-frames.ts';
import type { ColdStart } from './cold-start.ts';
import { runCallbackHandler } from './handlers/callback.ts';
import { type ResponseStream, runStreamHandler } from './handlers/stream.ts';
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

  const proxy = new Proxy(handler, {
    has: (target, key) => key === traced || key in target,
    apply,
  });
  return proxy;

  function apply(target: Handler, self: unknown, args: unknown[]): unknown {
    const call = noteFrames({ handler: target, proxy, self }, apply);
    const [event, second, third] = args;
    const callWith = (values: unknown[]) => callHandler(target, self, values);
    const start = (context: unknown) =>
      withBareFrames(startLambda(telemetry, coldStart, event, context), call);

    if (Reflect.get(target, streaming) === 'response')
      return runStreamHandler(start(third), () => callWith(args), second as ResponseStream);
    const running = start(second);
    if (typeof third === 'function')
      return runCallbackHandler(
        running,
        (callback) => callWith([event, second, callback, ...args.slice(3)]),
        second as Context,
        third as Callback,
      );
    return runPromiseHandler(running, () => callWith(args));
  }
}

function startLambda(
  telemetry: Telemetry,
  coldStart: ColdStart,
  event: unknown,
  context: unknown,
): RunningInvocation {
  const start = () =>
    startInvocation(
      telemetry,
      recognize,
      lambdaInvocation(event, context as LambdaContext, coldStart()),
    );
  return guard('reading the context', start) ?? untracedInvocation;
}
