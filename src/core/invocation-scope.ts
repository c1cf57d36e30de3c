import { type Context, context, createContextKey } from '@opentelemetry/api';

// Keys are the same in each copy of this package.
const scopeKey = createContextKey('antifreeze.invocation');

/** What has to be over when the invocation is: client spans whose response nobody reads, for one. */
export type InvocationScope = Set<() => void>;

export function withInvocationScope(context: Context, scope: InvocationScope): Context {
  return context.setValue(scopeKey, scope);
}

/** The scope of the invocation that `context` belongs to, by which that is known, too. */
export function invocationScopeIn(context: Context): InvocationScope | undefined {
  return context.getValue(scopeKey) as InvocationScope | undefined;
}

const openKey = createContextKey('antifreeze.is-open');

/** Lets handlers that are called in the context know that an invocation is traced already, for as long as it is open. */
export function withOpenInvocation(context: Context, isOpen: () => boolean): Context {
  return context.setValue(openKey, isOpen);
}

/** Whether what runs now was called by a handler that is traced, be it by another copy of this package. */
export function isWithinInvocation(): boolean {
  const isOpen = context.active().getValue(openKey) as (() => boolean) | undefined;
  return isOpen?.() === true;
}

/**
 * Has `close` called when the invocation that `context` belongs to ends, just before its root span does.
 * Returns a function that takes this back. Outside of an invocation nothing is ever called.
 */
export function closeWithInvocation(context: Context, close: () => void): () => void {
  const scope = invocationScopeIn(context);
  scope?.add(close);
  return () => void scope?.delete(close);
}
