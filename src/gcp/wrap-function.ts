import type { ServerResponse } from 'node:http';
import { context } from '@opentelemetry/api';
import { isWithinInvocation } from '../core/invocation-scope.ts';
import { runPromiseHandler } from '../core/run-promise-handler.ts';
import { untracedInvocation } from '../core/untraced-invocation.ts';
import { deliveryOf } from './delivery.ts';
import {
  backgroundCall,
  cloudEventCall,
  type FunctionCall,
  type FunctionRequest,
  httpCall,
} from './function-call.ts';
import { type FunctionTracing, startCall } from './function-tracing.ts';
import { type Callback, runCallbackHandler } from './handlers/callback.ts';
import { runHttpHandler } from './handlers/http.ts';

/** The framework's names for the ways in which it calls a function. */
export type Signature = 'http' | 'cloudevent' | 'event';

export type AnyFunction = (...args: never[]) => unknown;

/** Tells another copy of this package that a function is traced already. */
export const traced: unique symbol = Symbol.for('antifreeze.traced');

/** Runs one call of a function. `call` calls the function itself. */
type Runner = (
  tracing: FunctionTracing,
  call: (args: unknown[]) => unknown,
  args: unknown[],
) => unknown;

const runners: { readonly [Kind in Signature]: Runner } = {
  http: runHttp,
  cloudevent: eventRunner(1, ([event], request) => cloudEventCall(event, request)),
  event: eventRunner(2, ([data, about], request) => backgroundCall(data, about, request)),
};

/**
 * The same function, traced. A proxy, because the framework tells by the number of parameters whether a function takes
 * a callback, and Firebase keeps what it needs in properties.
 */
export function wrapFunction<Fn extends AnyFunction>(
  fn: Fn,
  signature: Signature,
  tracing: FunctionTracing,
): Fn {
  if (traced in fn) return fn;
  return new Proxy(fn, {
    has: (target, key) => key === traced || key in target,
    apply(target, self, args: unknown[]) {
      const call = (values: unknown[]) => Reflect.apply(target, self, values) as unknown;
      // One request has one root span, whoever else is called for it.
      return isWithinInvocation() ? call(args) : runners[signature](tracing, call, args);
    },
  });
}

function runHttp(
  tracing: FunctionTracing,
  call: (values: unknown[]) => unknown,
  args: unknown[],
): unknown {
  const [request, response] = args as [FunctionRequest, unknown];
  // A unit test may pass anything.
  if (!isResponse(response)) return call(args);
  const running = startCall(tracing, () => httpCall(request));
  if (running === untracedInvocation) return call(args);
  return runHttpHandler(running, () => call(args), tracing.responses, request, response);
}

function isResponse(value: unknown): value is ServerResponse {
  const { write, end, once } = (value ?? {}) as Partial<ServerResponse>;
  return [write, end, once].every((method) => typeof method === 'function');
}

/** Runs event functions, whose callback would be the parameter at `place`. */
function eventRunner(
  place: number,
  read: (args: unknown[], request: FunctionRequest | undefined) => FunctionCall,
): Runner {
  return (tracing, call, args) => {
    const running = startCall(tracing, () => read(args, deliveryOf(context.active())));
    const callback = args[place];
    if (typeof callback !== 'function') return runPromiseHandler(running, () => call(args));
    return runCallbackHandler(
      running,
      (watched) => call(args.with(place, watched)),
      callback as Callback,
    );
  };
}
