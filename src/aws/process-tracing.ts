/** Traces a handler, without options of its own. */
type TraceHandler = <Handler>(handler: Handler) => Handler;

const key = Symbol.for('antifreeze.lambda');
const registry = globalThis as { [key]?: TraceHandler };

/** Tells another copy of this package, that of a layer, that this one traces the process. The first one stays. */
export function announceTracing(trace: TraceHandler): void {
  registry[key] ??= trace;
}

/** What traces handlers where another copy does so already. */
export function findTracing(): TraceHandler | undefined {
  return registry[key];
}
