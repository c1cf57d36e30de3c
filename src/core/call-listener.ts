import { type Context, createContextKey } from '@opentelemetry/api';

/** Told of each call of a cloud's service as it begins. */
export type CallListener = (operation: string, input: Readonly<Record<string, unknown>>) => void;

const listenerKey = createContextKey('antifreeze.call-listener');

/** Has `listen` told of the calls that are made in the context. */
export function withCallListener(context: Context, listen: CallListener): Context {
  return context.setValue(listenerKey, listen);
}

export function callListener(context: Context): CallListener | undefined {
  return context.getValue(listenerKey) as CallListener | undefined;
}
