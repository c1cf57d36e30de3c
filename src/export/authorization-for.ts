import { diag } from '@opentelemetry/api';
import type { EndpointAuth, OtlpConfig } from '../config/config.ts';
import { awsEndpointIn } from '../support/aws-otlp.ts';
import type { Authorization } from './authorization.ts';
import { awsAuthorization } from './aws-authorization.ts';
import { googleAuthorization } from './google-authorization.ts';
import type { OpenSocket } from './open-socket.ts';

/** The part of the configuration that says what proves who sends. */
type ProofConfig = Pick<OtlpConfig, 'url' | 'auth' | 'headers'>;

export function authorizationFor(
  otlp: ProofConfig,
  openSocket?: OpenSocket,
): Authorization | undefined {
  const url = new URL(otlp.url);
  const kind = authOf(otlp);
  if (kind === 'xray') return awsAuthorization(url);
  if (kind !== 'google') return undefined;
  if (url.protocol === 'https:' || isLoopback(url)) return googleAuthorization(url, openSocket);
  diag.error(`antifreeze: no access token is sent to ${url.origin}, as it is not https`);
  return undefined;
}

/** The proof that an endpoint wants: of a cloud's own one by its host, of any other by the setting. */
export function authOf({ url, auth, headers }: ProofConfig): EndpointAuth {
  if (auth !== undefined) return auth;
  const { protocol, hostname } = new URL(url);
  if (protocol !== 'https:' || 'authorization' in headers) return 'none';
  if (hostname === 'telemetry.googleapis.com') return 'google';
  return awsEndpointIn(hostname) ? 'xray' : 'none';
}

function isLoopback({ hostname }: URL): boolean {
  return /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname);
}
