import type { Tracer } from '@opentelemetry/api';

/** Of each process, which has one tracer, what it has told of the execution that it has served last. */
const last = new WeakMap<Tracer, { readonly arn: string; readonly told: Set<string> }>();

/**
 * The operations of an execution that this process has told of, to be added to. An invocation that has failed is often
 * repeated at once, where it was; more than that is not worth the memory.
 */
export function toldBefore(tracer: Tracer, arn: string): Set<string> {
  const before = last.get(tracer);
  if (before?.arn === arn) return before.told;
  const told = new Set<string>();
  last.set(tracer, { arn, told });
  return told;
}
