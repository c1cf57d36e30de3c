import { type Context, createContextKey } from '@opentelemetry/api';
import type { OutgoingRequest } from './http-options.ts';

/** Tells the requests that a library sends for one call from all others that are made meanwhile. */
export type RequestClaim = (request: OutgoingRequest) => boolean;

const claimKey = createContextKey('antifreeze.request-claim');

/** `context` for the sending of a call that has a span: the requests that `claim` knows need none of their own. */
export function withClaim(context: Context, claim: RequestClaim): Context {
  return context.setValue(claimKey, claim);
}

/** Whether the request is one of a call that has a span. */
export function isClaimed(context: Context, request: OutgoingRequest): boolean {
  const claim = context.getValue(claimKey) as RequestClaim | undefined;
  return claim?.(request) ?? false;
}
