import { type Headers, readHeader } from '../propagation/headers.ts';

/** Who asked for what host, as far as the proxies on the way tell. */
export interface RequestOrigin {
  readonly scheme: string | undefined;
  readonly serverAddress: string | undefined;
  readonly serverPort: number | undefined;
  readonly clientAddress: string | undefined;
}

/** What the gateway itself knows, for what no header says. */
export interface GatewayView {
  /** Where it speaks no other. */
  readonly scheme?: string | undefined;
  readonly host: string | undefined;
  readonly clientAddress: string | undefined;
}

interface Endpoint {
  readonly address: string;
  readonly port: number | undefined;
}

const defaultPorts: ReadonlyMap<string, number> = new Map([
  ['http', 80],
  ['https', 443],
]);

/**
 * The original request's ends by `Forwarded` (RFC 7239), then `X-Forwarded-*`, then `Host`, then the gateway:
 * the order of the HTTP semantic conventions. Of several proxies the first one counts.
 */
export function requestOrigin(headers: Headers | undefined, gateway: GatewayView): RequestOrigin {
  const forwarded = firstForwarded(headers);
  const scheme = (
    forwarded.get('proto') ??
    first(headers, 'x-forwarded-proto') ??
    gateway.scheme
  )?.toLowerCase();
  const server = endpoint(
    forwarded.get('host') ??
      first(headers, 'x-forwarded-host') ??
      first(headers, 'host') ??
      gateway.host,
  );
  const client = endpoint(
    knownClient(forwarded.get('for')) ?? first(headers, 'x-forwarded-for') ?? gateway.clientAddress,
  );
  return {
    scheme,
    serverAddress: server?.address,
    serverPort:
      server &&
      (server.port ?? port(first(headers, 'x-forwarded-port')) ?? defaultPorts.get(scheme ?? '')),
    clientAddress: client?.address,
  };
}

/** The first of a list of values. */
function first(headers: Headers | undefined, name: string): string | undefined {
  const list = readHeader(headers, name);
  return list === undefined ? undefined : beforeComma(list).trim() || undefined;
}

function firstForwarded(headers: Headers | undefined): Map<string, string> {
  const pairs = new Map<string, string>();
  for (const pair of first(headers, 'forwarded')?.split(';') ?? []) {
    const equals = pair.indexOf('=');
    const value = unquoted(pair.slice(equals + 1).trim());
    if (equals > 0 && value !== '') pairs.set(pair.slice(0, equals).trim().toLowerCase(), value);
  }
  return pairs;
}

/** RFC 7239 lets a proxy write `unknown`, or a name of its own that begins with an underscore. */
function knownClient(node: string | undefined): string | undefined {
  return node === 'unknown' || node?.startsWith('_') ? undefined : node;
}

/** Parts `host:port`, `[v6]:port` and either without a port; a bare v6 address has more than one colon. */
function endpoint(text: string | undefined): Endpoint | undefined {
  if (text === undefined) return undefined;
  const end = text.startsWith('[') ? text.indexOf(']') : -1;
  if (end > 0) return { address: text.slice(1, end), port: port(text.slice(end + 2)) };
  const colon = text.indexOf(':');
  if (colon < 1 || text.includes(':', colon + 1)) return { address: text, port: undefined };
  return { address: text.slice(0, colon), port: port(text.slice(colon + 1)) };
}

function port(text: string | undefined): number | undefined {
  const number = text && /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return number > 0 && number < 65_536 ? number : undefined;
}

function unquoted(value: string): string {
  return value.length > 1 && value.startsWith('"') && value.endsWith('"')
    ? value.slice(1, -1)
    : value;
}

function beforeComma(list: string): string {
  const comma = list.indexOf(',');
  return comma < 0 ? list : list.slice(0, comma);
}
