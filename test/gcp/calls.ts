import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import type { FunctionRequest } from '../../src/gcp/function-call.ts';

/** A request as the framework hands it over. */
export function requestOf(
  headers: Readonly<Record<string, string>>,
  { body, method = 'POST', url = '/' }: { body?: unknown; method?: string; url?: string } = {},
): FunctionRequest {
  const request = Object.assign(new IncomingMessage(new Socket()), {
    method,
    url,
    httpVersion: '1.1',
    body,
  });
  for (const [name, value] of Object.entries(headers)) request.headers[name.toLowerCase()] = value;
  return request;
}
