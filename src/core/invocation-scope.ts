import { type Context, createContextKey } from '@opentelemetry/api';

const scopeKey = createContextKey('antifreeze.invocation');

/** What has to be over when the invocation is: client spans whose response nobody reads, for one. */
export type InvocationScope = Set<() => void>;

export function withInvocationScope(context: Context, scope: InvocationScope): Context {
  return context.setValue(scopeKey, scope);
}

/**
 * Has `close` called when the invocation that `context` belongs to ends, just before its root span does.
 * Returns a function that takes this back. Outside of an invocation nothing is ever called.
 */
export function closeWithInvocation(context: Context, close: () => void): () => void {
  const scope = context.getValue(scopeKey) as InvocationScope | undefined;
  scope?.add(close);
  return () => void scope?.delete(close);
}
