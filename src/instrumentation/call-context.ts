import { type Context, createContextKey } from '@opentelemetry/api';

const callKey = createContextKey('antifreeze.call');

/** Whether the span of a library's call is open in `context`: then the HTTP requests of that call need none of their own. */
export function isWithinCall(context: Context): boolean {
  return context.getValue(callKey) !== undefined;
}

/** `context` for the work of one call; `call` is what `callOf` gives within it. */
export function markCall(context: Context, call: object = {}): Context {
  return context.setValue(callKey, call);
}

export function callOf(context: Context): object | undefined {
  return context.getValue(callKey) as object | undefined;
}
