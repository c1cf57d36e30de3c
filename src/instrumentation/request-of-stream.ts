import type { OutgoingHttpHeaders } from 'node:http2';
import type { OutgoingRequest } from './http-options.ts';
import { requestUrls } from './request-url.ts';

/** A request of HTTP/2, by its headers, which have been encoded. */
export function requestOfStream(headers: OutgoingHttpHeaders): OutgoingRequest {
  const origin = `${headers[':scheme']}://${headers[':authority']}`;
  return {
    method: String(headers[':method']),
    ...requestUrls(origin, String(headers[':path'])),
    header: (name) => headers[name.toLowerCase()]?.toString(),
    setHeader: () => false,
  };
}
