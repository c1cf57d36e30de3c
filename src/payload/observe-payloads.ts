import type { Span } from '@opentelemetry/api';
import type { Invocation } from '../core/invocation.ts';
import type { ObserveInvocation } from '../core/observe-invocation.ts';
import { hasFailed, type PayloadCapture } from './payload-capture.ts';

/** Where a platform has what an invocation was given, and what came of it: undefined where it isn't in memory. */
export interface InvocationPayloads {
  event(): unknown;
  requestHeaders(): unknown;
  result(value: unknown): unknown;
  responseHeaders(value: unknown): unknown;
}

/**
 * Shows event, result and headers of an invocation on its root span: the event as it comes, so that it is there whatever
 * becomes of the process, all else when the handler has answered.
 */
export function observePayloads(
  capture: PayloadCapture,
  payloadsOf: (invocation: Invocation) => InvocationPayloads,
): ObserveInvocation {
  return ({ invocation, root, init, context }) => {
    if (!root.isRecording()) return undefined;
    const { event, requestHeaders, result, responseHeaders } = payloadsOf(invocation);
    const isRequest = init.attributes['http.request.method'] !== undefined;
    if (isRequest) capture.recordHeaders(root, 'serverRequest', requestHeaders);
    const isTold = capture.mode('event') === 'always' && capture.recordOwn(root, 'event', event);

    return (outcome) => {
      const isWanted = wantedOf(capture, root);
      if (!isTold && isWanted('event')) capture.recordOwn(root, 'event', event);
      if (hasFailed(root)) capture.tellKept(root, context);
      if (outcome.status === 'returned') tellResult(outcome.value, isWanted('result'));
    };

    function tellResult(value: unknown, isWanted: boolean): void {
      if (isWanted) capture.recordOwn(root, 'result', () => result(value));
      if (isRequest) capture.recordHeaders(root, 'serverResponse', () => responseHeaders(value));
    }
  };
}

/** Now that it is known whether the invocation has failed. */
function wantedOf(capture: PayloadCapture, root: Span): (payload: 'event' | 'result') => boolean {
  const failed = hasFailed(root);
  return (payload) => {
    const mode = capture.mode(payload);
    return mode === 'always' || (failed && mode === 'errors');
  };
}
