import type { Context } from '@opentelemetry/api';
import { firstContext } from '../../propagation/first-context.ts';
import { contextFromGoogleRequest } from '../../propagation/google-request.ts';
import { contextFromHeaders } from '../../propagation/headers.ts';
import { binaryCloudEvent, type FunctionCall } from '../function-call.ts';

/**
 * The context of an event by the CloudEvents extension for distributed tracing. Of an event in binary mode the
 * framework overwrites what the producer wrote by what Google's delivery request says, so the headers come first.
 */
export function eventContext({ request, event }: FunctionCall): Context | undefined {
  return firstContext(
    () => request && contextFromHeaders(binaryCloudEvent(request)),
    () => contextFromGoogleRequest(event?.cloudEvent),
    () => contextFromGoogleRequest(request?.headers),
  );
}
