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
const endOfHead = '\r\n\r\n';

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
  const [first = '', ...fields] = (await readBlock(incoming)) ?? (await readLines(incoming));
  const [, version = '', code] = partsOfStatus(first);
  const headers: Record<string, string> = {};
  for (const line of fields) addField(headers, line);
  return { version, code: Number(code), headers };
}

/** The lines up to an empty one; undefined where not all of them are there, or one ends otherwise than by CRLF. */
async function readBlock(incoming: Incoming): Promise<string[] | undefined> {
  const bytes = await incoming.arrived();
  const length = bytes.indexOf(endOfHead);
  if (length < 0 || length > longestHead) return undefined;
  const lines = bytes.toString('latin1', 0, length).split('\r\n');
  if (lines[0] === '' || lines.some((line) => line.includes('\n'))) return undefined;
  await incoming.read(length + endOfHead.length);
  return lines;
}

/** Line by line, so that what is none of HTTP is known by its first. */
async function readLines(incoming: Incoming): Promise<string[]> {
  let left = longestHead;
  const nextLine = async () => {
    const line = await incoming.line(left);
    left -= line.length + 2;
    return line;
  };
  let first = await firstLine(incoming, nextLine);
  while (first === '') first = await nextLine();
  partsOfStatus(first);
  const lines: string[] = [];
  for (let line = first; line !== ''; line = await nextLine()) lines.push(line);
  return lines;
}

function partsOfStatus(line: string): readonly string[] {
  const parts = /^HTTP\/(0\.9|1\.[01]|2\.0) (\d{3})(?: [^\r]*)?$/.exec(line);
  if (!parts) throw new NotHttpError('an answer that is not HTTP/1.1');
  return parts;
}

/** What speaks another protocol says something, and hangs up: that is more than a connection that broke. */
async function firstLine(incoming: Incoming, nextLine: () => Promise<string>): Promise<string> {
  try {
    return await nextLine();
  } catch (cause) {
    const begun = incoming.unread().toString('latin1', 0, 5);
    if ('HTTP/'.startsWith(begun)) throw cause;
    throw new NotHttpError('an answer that is not HTTP/1.1', { cause });
  }
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
