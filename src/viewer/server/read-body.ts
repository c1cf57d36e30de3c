import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip, type ZlibOptions } from 'node:zlib';

/** Far above what exporters send at once, and what this process takes without trouble. */
const mostBytes = 64 * 1024 * 1024;

/** A body, or the status that refuses it. */
export type ReadBody =
  | { readonly status: 200; readonly body: Buffer }
  | { readonly status: 400 | 413 | 415; readonly reason: string };

const unzip: (packed: Buffer, options: ZlibOptions) => Promise<Buffer> = promisify(gunzip);

/** Reads a body, and unpacks it; neither form may be longer than `mostBytes`. Rejects where the client gives up. */
export async function readBody(message: IncomingMessage): Promise<ReadBody> {
  const encoding = message.headers['content-encoding'] ?? 'identity';
  if (encoding !== 'gzip' && encoding !== 'identity')
    return { status: 415, reason: `the content encoding ${encoding} is not known` };
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    length += chunk.length;
    // What comes too much is read and forgotten: a client that still sends doesn't read the answer.
    if (length <= mostBytes) chunks.push(chunk);
  }
  if (length > mostBytes) return tooLarge;
  const body = Buffer.concat(chunks);
  return encoding === 'gzip' ? await unpack(body) : { status: 200, body };
}

const tooLarge = { status: 413, reason: `more than ${mostBytes} bytes` } as const;

async function unpack(packed: Buffer): Promise<ReadBody> {
  try {
    return { status: 200, body: await unzip(packed, { maxOutputLength: mostBytes }) };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === 'ERR_BUFFER_TOO_LARGE' ? tooLarge : { status: 400, reason: message };
  }
}
