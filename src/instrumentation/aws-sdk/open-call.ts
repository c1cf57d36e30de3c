import { type Context, createContextKey, trace } from '@opentelemetry/api';
import type { AwsCall, AwsService } from './aws-service.ts';
import type { CallSpan } from './call-span.ts';
import type { HandlerContext } from './smithy.ts';

/** A call whose span has begun, on its way through the client's middleware. */
export interface OpenCall {
  readonly service: AwsService;
  readonly call: AwsCall;
  readonly callSpan: CallSpan;
  /** Its caller's. */
  readonly outside: Context;
  /** The SDK's own, by which our middleware tells this call from others that are made meanwhile. */
  readonly handlerContext: HandlerContext;
  /** The context for its work. */
  readonly within: Context;
}

const openKey = createContextKey('antifreeze.aws-open');

export function beginCall(about: Omit<OpenCall, 'within'>): OpenCall {
  const { outside, callSpan } = about;
  const open = { ...about, within: outside };
  open.within = trace.setSpan(outside, callSpan.span).setValue(openKey, open);
  return open;
}

export function openCall(active: Context, handlerContext: HandlerContext): OpenCall | undefined {
  const open = active.getValue(openKey) as OpenCall | undefined;
  return open?.handlerContext === handlerContext ? open : undefined;
}

/** `active` as of the call's caller: what goes on in it is no work of the call. */
export function outOfCall(active: Context, { callSpan, outside, within }: OpenCall): Context {
  if (active === within) return outside;
  const left = active.deleteValue(openKey);
  // A span that was made within the call stays.
  if (trace.getSpan(left) !== callSpan.span) return left;
  const ofCaller = trace.getSpan(outside);
  return ofCaller ? trace.setSpan(left, ofCaller) : trace.deleteSpan(left);
}
