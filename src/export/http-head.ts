import type { ProxyServer } from '../config/proxy-server.ts';
import { percentDecoded } from '../support/percent-decoded.ts';
import type { HttpMessage } from './exchange.ts';

/** What frames a message, or is of the connection: nothing that a user's headers can change. */
const ours: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'expect',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Writes the head of a request. Throws, without its value, where a header can't be one. RFC 9112, sections 2 and 3. */
export type WriteHead = (message: HttpMessage) => Buffer;

/** For the requests to a URL, which have the same headers as a rule: these are written once. */
export function headWriter(url: URL, proxy?: ProxyServer): WriteHead {
  let latest: Pick<HttpMessage, 'method' | 'headers'> | undefined;
  let same = '';
  return ({ method = 'POST', headers, body = '' }) => {
    if (latest?.method !== method || latest.headers !== headers) {
      same = headWithoutLength(url, { method, headers }, proxy);
      latest = { method, headers };
    }
    const length = method === 'POST' ? `content-length: ${Buffer.byteLength(body)}\r\n` : '';
    return Buffer.from(`${same}${length}\r\n`, 'latin1');
  };
}

function headWithoutLength(
  url: URL,
  { method, headers }: Pick<HttpMessage, 'method' | 'headers'>,
  proxy: ProxyServer | undefined,
): string {
  const fields = new Map([
    ['host', url.host],
    ['connection', 'keep-alive'],
  ]);
  const { username, password, pathname, search } = url;
  if (username || password) fields.set('authorization', basic(username, password));
  let target = `${pathname}${search}`;
  if (proxy && url.protocol === 'http:') {
    target = `http://${url.host}${target}`;
    if (proxy.authorization) fields.set('proxy-authorization', proxy.authorization);
  }
  for (const [name, value] of Object.entries(headers)) {
    if (!ours.has(name.toLowerCase())) fields.set(name.toLowerCase(), checked(name, value));
  }
  const lines = [...fields].map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${target} HTTP/1.1\r\n${lines.join('')}`;
}

function basic(username: string, password: string): string {
  const credentials = `${percentDecoded(username)}:${percentDecoded(password)}`;
  return `Basic ${Buffer.from(credentials).toString('base64')}`;
}

function checked(name: string, value: string): string {
  const isName = /^[\w!#$%&'*+.^`|~-]+$/.test(name);
  if (isName && /^[\t\x20-\x7e\x80-\xff]*$/.test(value)) return value;
  throw new TypeError(
    isName ? `the header ${name} holds what can't be sent` : 'a header has no name',
  );
}
