import { type HttpResponse, longestBody } from './exchange.ts';
import type { Incoming } from './incoming.ts';

/** The first lines of an answer. Of a field that is there several times, the first, save for those that are lists. */
export interface HttpHead {
  readonly version: string;
  readonly code: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

/** An answer that was read off a connection. */
export interface ReadResponse extends HttpResponse {
  /** Whether another request may go over the same connection. */
  readonly keepsConnection: boolean;
}

/** An answer that breaks the rules of HTTP/1.1, or begins with something else: nothing that can be read. */
class NotHttpError extends Error {
  override readonly name = 'NotHttpError';
}

/** As Node.js takes at most, in bytes. */
const longestHead = 16 * 1024;

/** Fields that say how the message is framed, and may be spread over several lines. */
const lists: ReadonlySet<string> = new Set(['connection', 'content-length', 'transfer-encoding']);

/** Reads the answer to a GET or POST. RFC 9112. Rejects where not even its head can be read. */
export async function readResponse(incoming: Incoming): Promise<ReadResponse> {
  const head = await readFinalHead(incoming);
  const framing = framingOf(head);
  const pieces: Buffer[] = [];
  let cutOff: Error | undefined;
  try {
    await readBody(incoming, framing, limited(pieces));
  } catch (error) {
    cutOff = error as Error;
  }
  const keepsConnection = !cutOff && framing !== 'until-closed' && isPersistent(head);
  return { ...head, body: Buffer.concat(pieces), cutOff, keepsConnection };
}

/** Past interim answers. One that switches protocols is none to what we send. */
async function readFinalHead(incoming: Incoming): Promise<HttpHead> {
  for (;;) {
    const head = await readHead(incoming);
    if (head.code === 101) throw new NotHttpError('an answer that changes the protocol');
    if (head.code >= 200) return head;
  }
}

/** Reads one head, without what follows it. As a rule all of it has come at once. */
export async function readHead(incoming: Incoming): Promise<HttpHead> {
  for (let present = 0; present < longestHead; ) {
    const bytes = await arrivedOf(incoming, present);
    const text = bytes.toString('latin1', 0, longestHead);
    const begun = text.replace(/^[\r\n]+/, '');
    const [lines = '', ...rest] = begun.split('\r\n\r\n', 2);
    const isWhole = rest.length > 0;
    // What is none of HTTP shows in its first line.
    const [first = '', ...fields] = lines.split('\r\n');
    const head = (isWhole || fields.length > 0) && headOf(first, isWhole ? fields : []);
    if (/(?:^|[^\r])\n/.test(lines)) throw new NotHttpError('an answer with a bare line feed');
    if (head && isWhole) {
      await incoming.read(text.length - begun.length + lines.length + 4);
      return head;
    }
    present = bytes.length;
  }
  throw new NotHttpError('an answer with too long a head');
}

/** What speaks another protocol says something, and hangs up: that is more than a connection that broke. */
async function arrivedOf(incoming: Incoming, present: number): Promise<Buffer> {
  try {
    return await incoming.arrived(present);
  } catch (cause) {
    const begun = incoming.unread().toString('latin1', 0, 5);
    if ('HTTP/'.startsWith(begun)) throw cause;
    throw new NotHttpError('an answer that is not HTTP/1.1', { cause });
  }
}

function headOf(first: string, fields: readonly string[]): HttpHead {
  const [, version = '', code] =
    /^HTTP\/(0\.9|1\.[01]|2\.0) (\d{3})(?: [^\r]*)?$/.exec(first) ?? [];
  if (!code) throw new NotHttpError('an answer that is not HTTP/1.1');
  const headers: Record<string, string> = {};
  for (const field of fields) addField(headers, field);
  return { version, code: Number(code), headers };
}

function addField(headers: Record<string, string>, line: string): void {
  const field = /^([\w!#$%&'*+.^`|~-]+):[ \t]*([\t\x20-\x7e\x80-\xff]*?)[ \t]*$/.exec(line);
  if (!field) throw new NotHttpError('an answer with a malformed field');
  const name = (field[1] ?? '').toLowerCase();
  const value = field[2] ?? '';
  if (value === '' && lists.has(name) && name !== 'connection')
    throw new NotHttpError(`an answer with an empty ${name}`);
  const present = headers[name];
  if (present === undefined) headers[name] = value;
  else if (lists.has(name)) headers[name] = `${present}, ${value}`;
}

type Framing = 'chunked' | 'until-closed' | number;

function framingOf({ code, headers }: HttpHead): Framing {
  const { 'transfer-encoding': encoding, 'content-length': length } = headers;
  if (length !== undefined && (encoding !== undefined || !/^\d{1,15}$/.test(length)))
    throw new NotHttpError('an answer of unclear length');
  if (code === 204 || code === 304) return 0;
  if (encoding !== undefined)
    return /(?:^|,)[ \t]*chunked$/i.test(encoding) ? 'chunked' : 'until-closed';
  return length === undefined ? 'until-closed' : Number(length);
}

function isPersistent({ version, headers: { connection = '' } }: HttpHead): boolean {
  const options = connection.toLowerCase().split(/[\s,]+/);
  return version === '1.1' ? !options.includes('close') : options.includes('keep-alive');
}

/** Keeps what comes, up to the limit. */
function limited(pieces: Buffer[]): (piece: Buffer) => void {
  let left = longestBody;
  return (piece) => {
    left -= piece.length;
    if (left < 0) throw new Error('too long an answer');
    pieces.push(piece);
  };
}

async function readBody(
  incoming: Incoming,
  framing: Framing,
  keep: (piece: Buffer) => void,
): Promise<void> {
  if (framing === 'chunked') return readChunks(incoming, keep);
  if (framing !== 'until-closed') return readExactly(incoming, framing, keep);
  for (;;) {
    const piece = await incoming.read(longestBody);
    if (!piece) return;
    keep(piece);
  }
}

async function readExactly(
  incoming: Incoming,
  length: number,
  keep: (piece: Buffer) => void,
): Promise<void> {
  for (let left = length; left > 0; ) {
    const piece = await incoming.read(left);
    if (!piece) throw new Error('the answer was cut off');
    left -= piece.length;
    keep(piece);
  }
}

async function readChunks(incoming: Incoming, keep: (piece: Buffer) => void): Promise<void> {
  for (;;) {
    const [, digits] = /^([\da-f]{1,8})(?:;.+)?$/i.exec(await incoming.line(longestHead)) ?? [];
    if (!digits) throw new NotHttpError('an answer with a malformed chunk');
    const size = Number.parseInt(digits, 16);
    if (size === 0) break;
    await readExactly(incoming, size, keep);
    if ((await incoming.line(0)) !== '') throw new NotHttpError('an answer with a malformed chunk');
  }
  let left = longestHead;
  for (let line = await incoming.line(left); line !== ''; line = await incoming.line(left)) {
    left -= line.length;
    addField({}, line);
  }
}
