// In place of the core package's module of this name.

/** Nobody makes one: what comes as `tracestate` is read by our own rules, of level 2 (`propagation/trace-state.ts`). */
export class TraceState {}
