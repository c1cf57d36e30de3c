import type { IncomingMessage, ServerResponse } from 'node:http';

/** For how long the end of a complete body waits for `end`, in milliseconds: a function may go on working before. */
const longestPauseMs = 100;

/** What Node.js keeps about a response, and reads when it writes the headers. Public properties are read-only. */
export type ResponseState = Omit<ServerResponse, 'finished'> & {
  finished: boolean;
  _contentLength?: number | null;
};

/** What a function has written, but for what would complete it. */
export interface HeldBody {
  write(args: unknown[]): boolean;
  /** Fixes status and headers as `end` with these arguments would. From now on only `release` writes. */
  freeze(args: unknown[]): void;
  /** Writes what was kept back. */
  release(): void;
}

/**
 * Passes a body on by `write`, but for the part after which the client has all of it: the last one of a known length,
 * or any where the answer has no body. Nothing tells whether the function will then end the response.
 */
export function holdBody(
  { method }: IncomingMessage,
  response: ResponseState,
  write: (args: unknown[]) => boolean,
): HeldBody {
  let written = 0;
  let kept: unknown[][] = [];
  let isPatient = true;
  let pause: NodeJS.Timeout | undefined;

  function completes(size: number): boolean {
    const hasNoBody = method === 'HEAD' || [204, 304].includes(response.statusCode);
    const length = response.getHeader('content-length') ?? response._contentLength ?? Number.NaN;
    return hasNoBody || written + size >= Number(length);
  }

  function writeHeaders(): void {
    if (!response.headersSent) response.writeHead(response.statusCode);
  }

  function release(): void {
    clearTimeout(pause);
    for (const args of kept) write(args);
    kept = [];
  }

  return {
    write(args) {
      const size = sizeOf(args);
      if (!isPatient || (kept.length === 0 && !completes(size))) {
        written += size;
        return write(args);
      }
      writeHeaders();
      kept.push(args);
      pause ??= setTimeout(() => {
        isPatient = false;
        release();
      }, longestPauseMs);
      return true;
    },
    freeze(args) {
      clearTimeout(pause);
      // As Node.js does in `end`: it then knows the length of the whole body.
      if (!response.headersSent) response._contentLength = sizeOf(args);
      writeHeaders();
    },
    release,
  };
}

function sizeOf([chunk, encoding]: unknown[]): number {
  if (chunk instanceof Uint8Array) return chunk.byteLength;
  if (typeof chunk !== 'string') return 0;
  return Buffer.byteLength(
    chunk,
    typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8',
  );
}
