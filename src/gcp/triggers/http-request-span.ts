import type { RootSpanInit } from '../../core/trigger.ts';
import { contextFromGoogleRequest } from '../../propagation/google-request.ts';
import { plainAddress } from '../../support/plain-address.ts';
import { httpServerSpan } from '../../triggers/http-server-span.ts';
import type { FunctionRequest } from '../function-call.ts';

/** The root span of a request. */
export function httpRequestSpan(request: FunctionRequest): RootSpanInit {
  const { method, headers, socket, httpVersion } = request;
  const target = request.originalUrl ?? request.url ?? '';
  const mark = target.indexOf('?');
  const { parent: _, ...root } = httpServerSpan({
    method: method ?? '',
    path: mark < 0 ? target : target.slice(0, mark),
    query: mark < 0 ? undefined : target.slice(mark + 1),
    headers,
    clientAddress: plainAddress(socket?.remoteAddress),
    protocol: `HTTP/${httpVersion}`,
  });
  const parent = contextFromGoogleRequest(headers);
  return { ...root, ...(parent && { parent }) };
}
