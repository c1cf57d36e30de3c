import { diag } from '@opentelemetry/api';
import type { OtlpConfig } from '../config/config.ts';
import type { Authorization } from './authorization.ts';
import { awsAuthorization, xrayRegionIn } from './aws-authorization.ts';
import { googleAuthorization } from './google-authorization.ts';
import type { OpenSocket } from './open-socket.ts';

/** The proof that an endpoint wants: of a cloud's own one by its host, of any other by the setting. */
export function authorizationFor(
  { url: href, auth, headers }: Pick<OtlpConfig, 'url' | 'auth' | 'headers'>,
  openSocket?: OpenSocket,
): Authorization | undefined {
  const url = new URL(href);
  const kind = auth ?? ('authorization' in headers ? 'none' : authOf(url));
  if (kind === 'xray') return awsAuthorization(url);
  if (kind !== 'google') return undefined;
  if (url.protocol === 'https:' || isLoopback(url)) return googleAuthorization(openSocket);
  diag.error(`antifreeze: no access token is sent to ${url.origin}, as it is not https`);
  return undefined;
}

function authOf({ protocol, hostname }: URL): OtlpConfig['auth'] {
  if (protocol !== 'https:') return undefined;
  if (hostname === 'telemetry.googleapis.com') return 'google';
  return xrayRegionIn(hostname) ? 'xray' : undefined;
}

function isLoopback({ hostname }: URL): boolean {
  return /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname);
}
