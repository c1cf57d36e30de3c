import type { ChannelListener } from 'node:diagnostics_channel';
import { context } from '@opentelemetry/api';
import { listenTo } from '../support/channel-listener.ts';
import { guard } from '../support/guard.ts';
import { delayFrameworkEnd, isFrameworkLogger } from './delay-framework-end.ts';
import { withDelivery } from './delivery.ts';
import type { FunctionRequest } from './function-call.ts';
import type { FunctionTracing } from './function-tracing.ts';
import { type AnyFunction, type Signature, wrapFunction } from './wrap-function.ts';

type RequestHandler = (request: FunctionRequest, ...rest: unknown[]) => unknown;

/** The module of the framework (2 to 5) that makes of a function a handler of requests. */
interface FunctionWrappers {
  wrapUserFunction(fn: AnyFunction, signature: Signature): RequestHandler;
}

/**
 * Traces the function that the Functions Framework serves. A patch, because the framework announces nothing: of the one
 * place where it has both the function and the request, whatever the signature. `setUp` is called when the framework
 * is loaded, ahead of the function's own code; where it gives nothing, nothing is patched. Returns whether the framework
 * serves a function by now.
 */
export function instrumentFunctionsFramework(
  setUp: () => FunctionTracing | undefined,
): () => boolean {
  let isServing = false;
  const onRequire: ChannelListener = (message) => {
    const { id, result } = message as { readonly id?: string; readonly result?: unknown };
    const isOurs = id?.endsWith('function_wrappers')
      ? isFunctionWrappers(result)
      : id?.endsWith('logger') && isFrameworkLogger(result);
    if (!isOurs || patched.has(result as object)) return;
    patched.add(result as object);
    guard('instrumenting the Functions Framework', () => {
      const tracing = setUp();
      if (tracing && isFrameworkLogger(result)) delayFrameworkEnd(result, tracing.farewell);
      if (tracing && isFunctionWrappers(result)) patch(result, tracing, onServe);
    });
  };
  const onServe = () => {
    isServing = true;
  };
  const patched = new WeakSet<object>();
  listenTo('tracing:module.require:end', onRequire);
  return () => isServing;
}

function patch(wrappers: FunctionWrappers, tracing: FunctionTracing, onServe: () => void): void {
  const { wrapUserFunction } = wrappers;
  wrappers.wrapUserFunction = function (this: unknown, fn, signature) {
    onServe();
    const isKnown = signature === 'http' || signature === 'cloudevent' || signature === 'event';
    const wrapped = isKnown ? wrapFunction(fn, signature, tracing) : fn;
    const handler = wrapUserFunction.call(this as FunctionWrappers, wrapped, signature);
    if (signature === 'http') return handler;
    return (request, ...rest) =>
      context.with(withDelivery(context.active(), request), () => handler(request, ...rest));
  };
}

function isFunctionWrappers(value: unknown): value is FunctionWrappers {
  return typeof (value as FunctionWrappers | undefined)?.wrapUserFunction === 'function';
}
