import { type Context, context, createContextKey } from '@opentelemetry/api';
import { guard } from '../support/guard.ts';

/** A call of a library that may wait, from its beginning on. */
export interface KeptCall {
  /** The library's own. */
  readonly target: object;
  readonly caller: Context;
  /** In milliseconds since the epoch. */
  readonly startTime: number;
  /** Whether there has been a request for it. */
  requested: boolean;
}

const keptKey = createContextKey('antifreeze.kept-call');

/** The call that `context` belongs to for certain, although it may have waited. */
export function keptCallIn(context: Context): KeptCall | undefined {
  return context.getValue(keptKey) as KeptCall | undefined;
}

type Method = (this: object, ...args: unknown[]) => unknown;

/** Has a method run in its caller's context. */
export type KeepCaller = (method: Method) => Method;

/**
 * For a method that a library calls first as a call is made, and again when that call has waited, in the context of
 * whatever it has waited for: it then runs in the context of the first time. `begins` tells whether what the method is
 * called on is a call, or only a part of one.
 */
export function callerKeeper(begins: (call: KeptCall) => boolean): KeepCaller {
  return (method) => {
    const contexts = new WeakMap<object, Context>();
    return function (...args) {
      const kept = contexts.get(this) ?? begin(this);
      contexts.set(this, kept);
      return context.with(kept, method, this, ...args);
    };
  };

  function begin(target: object): Context {
    const caller = context.active();
    const around = keptCallIn(caller);
    // Another copy of this package keeps it already.
    if (around?.target === target) return caller;
    const call = { target, caller, startTime: Date.now(), requested: false };
    const isPart = !guard('beginning a call', () => begins(call)) && around;
    return isPart ? caller : caller.setValue(keptKey, call);
  }
}
