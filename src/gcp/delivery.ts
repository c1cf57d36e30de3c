import { type Context, createContextKey } from '@opentelemetry/api';
import type { FunctionRequest } from './function-call.ts';

const key = createContextKey('antifreeze.gcp.delivery');

/** Lets an event function's wrapper see the request that brought the event. */
export function withDelivery(context: Context, request: FunctionRequest): Context {
  return context.setValue(key, request);
}

/** The request that brought the event, where the framework is patched. */
export function deliveryOf(context: Context): FunctionRequest | undefined {
  return context.getValue(key) as FunctionRequest | undefined;
}
