import { type Context, createContextKey } from '@opentelemetry/api';
import type { Outcome } from '../../core/outcome.ts';
import type { InvocationHooks, InvocationInfo } from './sdk-plugin.ts';

// Keys are the same in each copy of this package, and of each late part.
const slotKey = createContextKey('antifreeze.durable');

/** Where what traces an invocation of a durable function and the plugin that the SDK calls find each other. */
export interface DurableSlot {
  /** What the SDK told before the traced handler was called, where that is within `withDurableExecution`. */
  readonly info?: InvocationInfo;
  /** What traces the invocation. */
  hooks?: InvocationHooks;
  /** Ends the root span, where it is the SDK that is within the plugin. */
  end?: (outcome: Outcome) => Promise<void> | undefined;
}

export function withDurableSlot(context: Context, slot: DurableSlot): Context {
  return context.setValue(slotKey, slot);
}

export function durableSlot(context: Context): DurableSlot | undefined {
  return context.getValue(slotKey) as DurableSlot | undefined;
}
