import type { Socket } from 'node:net';

/** What comes in over a connection, in pieces of the reader's choice. Reading rejects with what broke the connection. */
export interface Incoming {
  /** What is there next, at most `most` bytes; undefined where the other end has said its last. */
  read(most: number): Promise<Buffer | undefined>;
  /** What is there up to the next CRLF, without it. Rejects where that is longer than `most` bytes, or cut off. */
  line(most: number): Promise<string>;
  /** What is there and not yet read, once that is more than `present` bytes. Rejects where no more comes. */
  arrived(present: number): Promise<Buffer>;
  /** What is there and not yet read. */
  unread(): Buffer;
  /** Whether nothing is there, and more can come. */
  isQuiet(): boolean;
  /** Leaves the socket to another reader. */
  detach(): void;
}

const lineFeed = 10;

/** Reads a socket from now on. */
export function incomingOf(socket: Socket): Incoming {
  let bytes: Buffer = Buffer.alloc(0);
  let end: { readonly error?: Error } | undefined;
  let wake = () => {};

  const finish = (error?: Error) => {
    end ??= error ? { error } : {};
    wake();
  };
  const listeners = {
    data: (chunk: Buffer) => {
      bytes = bytes.length === 0 ? chunk : Buffer.concat([bytes, chunk]);
      wake();
    },
    end: () => finish(),
    error: finish,
    close: () => finish(new Error('the connection was closed')),
  };
  socket.on('data', listeners.data).on('end', listeners.end);
  socket.on('error', listeners.error).on('close', listeners.close);

  /** Whether there are more bytes than `present`, once that is known. */
  async function grows(present: number): Promise<boolean> {
    while (bytes.length <= present) {
      if (end?.error) throw end.error;
      if (end) return false;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    return true;
  }

  async function arrived(present: number): Promise<Buffer> {
    if (!(await grows(present))) throw new Error('the answer was cut off');
    return bytes;
  }

  function take(count: number): Buffer {
    const taken = bytes.subarray(0, count);
    bytes = bytes.subarray(count);
    return taken;
  }

  return {
    read: async (most) => ((await grows(0)) ? take(most) : undefined),
    async line(most) {
      let feed = bytes.indexOf(lineFeed);
      while (feed < 0 && bytes.length <= most) {
        feed = (await arrived(bytes.length)).indexOf(lineFeed);
      }
      // One more is the carriage return.
      if (feed < 0 || feed > most + 1) throw new Error('an answer with too long a line');
      return withoutEnd(take(feed + 1));
    },
    arrived,
    unread: () => bytes,
    isQuiet: () => bytes.length === 0 && !end,
    detach() {
      socket.off('data', listeners.data).off('end', listeners.end);
      socket.off('error', listeners.error).off('close', listeners.close);
    },
  };
}

function withoutEnd(line: Buffer): string {
  const text = line.toString('latin1');
  if (!text.endsWith('\r\n')) throw new Error('an answer with a bare line feed');
  return text.slice(0, -2);
}
