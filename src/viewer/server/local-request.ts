import type { IncomingMessage } from 'node:http';

/** Names of this machine, also those that containers on it have for it. */
const localNames = [
  'localhost',
  '127.0.0.1',
  '[::1]',
  'host.docker.internal',
  'host.containers.internal',
];

/**
 * Whether a request means this server and nobody made a browser send it: a page elsewhere can have its own name resolve
 * to 127.0.0.1 (DNS rebinding) or post here, but neither without its own name in `Host` or `Origin`.
 */
export function isLocalRequest({ headers }: IncomingMessage, host?: string): boolean {
  const names = host ? [...localNames, host] : localNames;
  const isLocal = (url: string) => URL.canParse(url) && names.includes(new URL(url).hostname);
  if (!isLocal(`http://${headers.host}`)) return false;
  return headers.origin === undefined || isLocal(headers.origin);
}
