import type { Signal } from '../support/signal.ts';
import type { HttpResponse } from './exchange.ts';
import { isPage } from './is-page.ts';

/** What keeps spans from arriving until somebody mends it. */
export interface Fault {
  /** Faults of one kind are told once. */
  readonly kind: string;
  /** What to do about it. */
  readonly advice: string;
}

/** Nothing was sent, as there is nothing to prove with who sends. */
export class CredentialsError extends Error {
  override readonly name = 'CredentialsError';
}

/** What Node.js, or our own client, calls an error: its code or name; and what that means for a request to `url`. */
const connectionFaults: readonly (readonly [RegExp, Fault['kind'], (url: URL) => string])[] = [
  [/^ECONNREFUSED$/, 'ECONNREFUSED', refusedAdvice],
  [
    /^(?:ENOTFOUND|EAI_AGAIN)$/,
    'DNS',
    () => 'its host name is not known here; check the endpoint, and the DNS of the VPC',
  ],
  [/^(?:ENETUNREACH|EHOSTUNREACH)$/, 'network', () => 'no route leads there; check the VPC'],
  [
    /^(?:EPROTO$|ERR_SSL_)/,
    'TLS',
    () => 'it speaks no TLS there, or wants a client certificate; check scheme and port',
  ],
  [
    /^ERR_TLS_CERT_ALTNAME_INVALID$/,
    'certificate',
    () => 'its certificate is for another host name; check the host of the endpoint',
  ],
  [/^CERT_HAS_EXPIRED$/, 'certificate', () => 'its certificate has expired'],
  [
    /CERT|SELF_SIGNED|UNABLE_TO_/,
    'certificate',
    () =>
      'its certificate is not trusted; set OTEL_EXPORTER_OTLP_CERTIFICATE, or NODE_EXTRA_CA_CERTS, to the file of who has signed it',
  ],
  [/^ProxyError$/, 'proxy', () => 'check HTTPS_PROXY and its credentials'],
  [
    /^CredentialsError$/,
    'credentials',
    () => 'there are no credentials of the role or service account that the function runs as',
  ],
  [/^NotHttpError$/, 'HTTP', notHttpAdvice],
];

/** Why there is no answer, where that isn't likely to pass: a connection that is reset or takes too long may be better soon. */
export function faultOfConnection(cause: unknown, url: URL): Fault | undefined {
  const { code, name, message } = cause as NodeJS.ErrnoException;
  // A server that wants HTTP/2 only ends the handshake so.
  const known = /no application protocol/.test(message) ? 'NotHttpError' : (code ?? name);
  const [, kind, advice] = connectionFaults.find(([pattern]) => pattern.test(known)) ?? [];
  if (kind && advice) return { kind, advice: advice(url) };
  // What speaks gRPC may also hang up without a word.
  return url.port === '4317' ? { kind: 'HTTP', advice: notHttpAdvice() } : undefined;
}

function notHttpAdvice(): string {
  return 'it speaks no HTTP/1.1 there; take the OTLP/HTTP port, usually 4318: 4317 is for gRPC';
}

function refusedAdvice({ hostname }: URL): string {
  return /^(?:localhost|127\.|\[::1\])/.test(hostname)
    ? 'no collector listens there; set OTEL_EXPORTER_OTLP_ENDPOINT to yours'
    : 'nobody listens there; check host and port of the endpoint';
}

function pathsOf(signal: Signal): string {
  return `check the path; OTEL_EXPORTER_OTLP_ENDPOINT gets /v1/${signal} appended, OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_ENDPOINT does not`;
}

const adviceByStatus: Readonly<Record<number, string | ((signal: Signal) => string)>> = {
  401: 'check the key in OTEL_EXPORTER_OTLP_HEADERS',
  403: (signal) => `check that the key in OTEL_EXPORTER_OTLP_HEADERS may send ${signal}`,
  404: pathsOf,
  405: pathsOf,
  407: 'check HTTP_PROXY and its credentials',
  415: 'set OTEL_EXPORTER_OTLP_PROTOCOL to http/json or http/protobuf, whichever it takes',
};

/** Too slow, too large, too many: not a matter of where and how spans are sent. */
const passing: ReadonlySet<number> = new Set([408, 413, 429]);

/** What is wrong with an answer that another request would get as well. */
export function faultOfAnswer(
  { code, headers }: Pick<HttpResponse, 'code' | 'headers'>,
  signal: Signal = 'traces',
): Fault | undefined {
  if (code < 300) {
    return isPage({ headers })
      ? { kind: 'HTML', advice: `a web page is there, and no collector; ${pathsOf(signal)}` }
      : undefined;
  }
  if (code >= 500 || passing.has(code)) return undefined;
  if (code < 400)
    return { kind: String(code), advice: 'set the endpoint to where it redirects to' };
  const advice = adviceByStatus[code] ?? 'see what it says';
  return { kind: String(code), advice: typeof advice === 'string' ? advice : advice(signal) };
}
