import { readHeader } from '../../propagation/headers.ts';
import type { RequestClaim } from '../call-context.ts';

/** A request of the SDK, as it hands it to its HTTP client. */
export interface SentRequest {
  readonly method?: string;
  readonly hostname?: string;
  /** Of an endpoint that isn't AWS's own. */
  readonly port?: number | undefined;
  readonly path?: string;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}

/** What the SDK tells its own requests apart by: the number of the call, and the signature. */
const tellingHeaders = ['amz-sdk-invocation-id', 'authorization'];

/** Claims what the HTTP client makes of `request`. Keeps its headers, and nothing of its body. */
export function claimOf({ method, hostname, path, headers = {} }: SentRequest): RequestClaim {
  const told = (name: string) => readHeader(headers, name);
  const telling = tellingHeaders.filter((name) => told(name) !== undefined);
  if (telling.length > 0)
    return (request) => telling.every((name) => request.header(name) === told(name));
  return (request) =>
    request.method === method && request.url.hostname === hostname && request.url.pathname === path;
}

/** Whether the body comes while it is sent, from a stream. */
export function isFed({ body }: SentRequest): boolean {
  return typeof Object(body)[Symbol.asyncIterator] === 'function';
}
