import { findTrigger, type Trigger } from '../../core/trigger.ts';
import { batchTriggers } from '../batches.ts';
import { alb } from './alb.ts';
import { apiGatewayHttp } from './api-gateway-http.ts';
import { apiGatewayRest } from './api-gateway-rest.ts';
import { eventFamily } from './event-family.ts';
import { functionUrl } from './function-url.ts';
import { otherTriggers } from './others.ts';

/** The sources of most events by far; the code of all others is made ready for the first event that may be theirs. */
const requestTriggers: readonly Trigger[] = [apiGatewayRest, apiGatewayHttp, functionUrl, alb];

/** Finds the source of an event. Whatever no source claims is a direct invoke, the last of the others. */
export function recognize(event: unknown): Trigger {
  const found =
    findTrigger(requestTriggers, event) ??
    (isBatch(event) ? findTrigger(batchTriggers(), event) : undefined) ??
    findTrigger(otherTriggers(), event);
  return found as Trigger;
}

/**
 * Every event source we know, the most specific first. A new one is a file beside this one and a line in
 * `batches.ts` or `others.ts`.
 */
export function allTriggers(): readonly Trigger[] {
  return [...requestTriggers, ...batchTriggers(), ...otherTriggers()];
}

function isBatch(event: unknown): boolean {
  const family = eventFamily(event);
  return family === 'Records' || family === 'list' || family === 'eventSource';
}
