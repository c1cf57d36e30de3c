/** The URL that a request for `target`, as its first line has it (RFC 9112, 3.2), goes to by way of `origin`. */
export function requestUrl(origin: string, target: string): URL {
  // Not as a relative reference, where `//` would begin a host name.
  if (target.startsWith('/')) return new URL(origin + target);
  return new URL(/^https?:/i.test(target) ? target : origin);
}
