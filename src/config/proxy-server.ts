import { percentDecoded } from '../support/percent-decoded.ts';
import type { Environment } from './read-setting.ts';

/** A proxy that requests go through. */
export interface ProxyServer {
  /** Without credentials. */
  readonly url: URL;
  /** The value of `Proxy-Authorization`. Secret: never logged. */
  readonly authorization: string | undefined;
}

/**
 * The proxy that Node.js itself would take for a request to `url`: none, unless it was told to obey the variables.
 * Throws where a variable names none that can be used.
 * https://nodejs.org/api/http.html#built-in-proxy-support
 */
export function readProxy(
  url: URL,
  environment: Environment = process.env,
  execArgv: readonly string[] = process.execArgv,
): ProxyServer | undefined {
  const { NODE_USE_ENV_PROXY, NODE_OPTIONS = '' } = environment;
  const flag = '--use-env-proxy';
  const isObeyed =
    NODE_USE_ENV_PROXY === '1' || execArgv.includes(flag) || NODE_OPTIONS.split(' ').includes(flag);
  if (!isObeyed) return undefined;
  const scheme = url.protocol.slice(0, -1);
  const text = environment[`${scheme}_proxy`] || environment[`${scheme.toUpperCase()}_PROXY`];
  const exceptions = environment['no_proxy'] || environment['NO_PROXY'] || '';
  if (!text || !/^https?:\/\//.test(text) || isExcepted(url, exceptions)) return undefined;
  return parseProxy(text);
}

function parseProxy(text: string): ProxyServer {
  // The error of the parser would quote it, with its credentials.
  const url = URL.parse(text);
  if (!url) throw new Error('the variable of the proxy is not a URL');
  const { username, password } = url;
  const credentials = [username, password].map(percentDecoded).join(':');
  url.username = '';
  url.password = '';
  const authorization = `Basic ${Buffer.from(credentials).toString('base64')}`;
  return { url, authorization: username || password ? authorization : undefined };
}

function isExcepted({ hostname, port, protocol }: URL, exceptions: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '');
  const address = `${host}:${port || (protocol === 'https:' ? 443 : 80)}`;
  return exceptions.split(',').some((text) => {
    const entry = text.trim().toLowerCase();
    if (entry === '*' || entry === host || entry === address) return true;
    if (entry.startsWith('.')) return `.${host}`.endsWith(entry);
    return (entry.startsWith('*.') && host.endsWith(entry.slice(1))) || isInRange(host, entry);
  });
}

/** Whether a host is within `10.0.0.0-10.0.0.255`. */
function isInRange(host: string, range: string): boolean {
  const { isIPv4 } = process.getBuiltinModule('node:net');
  const addresses = [host, ...range.split('-', 2).map((end) => end.trim())];
  if (addresses.length < 3 || !addresses.every(isIPv4)) return false;
  const [address = 0, first = 0, last = 0] = addresses.map(toNumber);
  return address >= first && address <= last;
}

function toNumber(address: string): number {
  return address.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0);
}
