import { type Context, createContextKey, trace } from '@opentelemetry/api';

const key = createContextKey('antifreeze.sampling.undecided');

/**
 * Says of the parent in a context that nobody upstream has decided whether to sample the trace, although its flags,
 * which have no third state, must say one or the other. A sampler that knows decides as for a root.
 */
export function withSamplingUndecided(context: Context): Context {
  return context.setValue(key, trace.getSpanContext(context));
}

/** Whether that was said of the very parent that is in the context now, not of one that it has replaced. */
export function isSamplingUndecided(context: Context): boolean {
  const parent = trace.getSpanContext(context);
  return parent !== undefined && context.getValue(key) === parent;
}
