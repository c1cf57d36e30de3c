import type { ServerResponse } from 'node:http';
import type { Invocation } from '../core/invocation.ts';
import { bodyPrefix } from '../payload/body-prefix.ts';
import { headerOf } from '../payload/header-attributes.ts';
import type { InvocationPayloads } from '../payload/observe-payloads.ts';
import { field } from '../triggers/payload-fields.ts';
import type { FunctionCall } from './function-call.ts';
import { listenToWritten } from './written-body.ts';

/**
 * Where calls of functions and requests of servers have them. A request's body is there where somebody has read it, as the
 * framework does; a response's passes by.
 */
export function gcpPayloads(mostBytes: number): (invocation: Invocation) => InvocationPayloads {
  return ({ event: given }) => {
    const { signature, request, event } = given as FunctionCall;
    const written = bodyPrefix(mostBytes);
    const isHttp = signature === 'http';
    const headersOf = (value: unknown) => (value as ServerResponse).getHeaders();
    if (isHttp && request && mostBytes > 0)
      listenToWritten(request, ([chunk, encoding]) => written.add(chunk, encoding));
    return {
      event: () => (isHttp ? field(request, 'body') : (event?.cloudEvent ?? event?.data)),
      requestHeaders: () => request?.headers,
      result: (value) =>
        isHttp ? written.content(headerOf(headersOf(value), 'content-encoding')) : value,
      responseHeaders: headersOf,
    };
  };
}
