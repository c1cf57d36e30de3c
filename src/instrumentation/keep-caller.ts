import { type Context, context, createContextKey } from '@opentelemetry/api';

const knownKey = createContextKey('antifreeze.known-caller');

/** Whether `context` is for certain that of whoever made the call, although the call may have waited. */
export function isOfKnownCaller(context: Context): boolean {
  return context.getValue(knownKey) !== undefined;
}

type Method = (this: object, ...args: unknown[]) => unknown;

/**
 * A method that a library calls first as a call is made, and again when that call has waited, in the context of
 * whatever it has waited for: it then runs in the context of the first time.
 */
export function keepCaller(method: Method): Method {
  const callers = new WeakMap<object, Context>();
  return function (...args) {
    const caller = callers.get(this) ?? context.active().setValue(knownKey, true);
    callers.set(this, caller);
    return context.with(caller, method, this, ...args);
  };
}
