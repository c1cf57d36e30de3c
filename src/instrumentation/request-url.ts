/** What a request is for, and the host that it is sent to where that has another name. */
export interface RequestUrls {
  readonly url: URL;
  readonly address?: URL | undefined;
  /** Whether the port of `address` is that of its scheme only because it isn't known. */
  readonly portUnknown?: boolean | undefined;
}

/**
 * The URL of a request for `target`, as its first line has it (RFC 9112, 3.2), that goes to `origin`. `host` is its field
 * of that name, which tells what the caller means (RFC 9110, 7.1).
 */
export function requestUrls(origin: string, target: string, host?: string): RequestUrls {
  // To a proxy.
  if (/^https?:/i.test(target)) return { url: new URL(target) };
  // Not as a relative reference, where `//` would begin a host name.
  const path = target.startsWith('/') ? target : '';
  const address = new URL(origin + path);
  const url = host === undefined ? undefined : namedUrl(address.protocol, host, path);
  return url && url.host !== address.host ? { url, address } : { url: address };
}

function namedUrl(protocol: string, host: string, path: string): URL | undefined {
  const isHost = /^[^\s/@?#\\]+$/.test(host);
  return (isHost && URL.parse(`${protocol}//${host}${path}`)) || undefined;
}
