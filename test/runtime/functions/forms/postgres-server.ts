import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

/** A server that speaks as much of Postgres's protocol 3.0 as a client needs to log in and ask simple queries. */
export interface PostgresServer {
  /** As a client's connection string. */
  readonly url: string;
  /** The texts that have been asked. */
  readonly queries: string[];
  close(): Promise<void>;
}

/** Every query has one row of one column, `total`, in it the text 42. */
export async function startPostgres(): Promise<PostgresServer> {
  const queries: string[] = [];
  const server = createServer((socket) => serve(socket, queries));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `postgres://reader:secret@127.0.0.1:${port}/shop`,
    queries,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function serve(socket: Socket, queries: string[]): void {
  let received = Buffer.alloc(0);
  let loggedIn = false;
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => {
    received = Buffer.concat([received, chunk]);
    for (let message = first(); message; message = first()) {
      received = received.subarray(message.length);
      answer(socket, loggedIn ? message : undefined, queries);
      loggedIn = true;
    }
  });

  /** The first complete message; that of the log-in alone has no type before its length. */
  function first(): Buffer | undefined {
    const typeLength = loggedIn ? 1 : 0;
    if (received.length < typeLength + 4) return undefined;
    const length = typeLength + received.readInt32BE(typeLength);
    return received.length < length ? undefined : received.subarray(0, length);
  }
}

function answer(socket: Socket, message: Buffer | undefined, queries: string[]): void {
  if (!message) return void socket.write(Buffer.concat([authenticated, ready]));
  // Whatever is no query is the good-bye.
  if (message.toString('latin1', 0, 1) !== 'Q') return void socket.end();
  queries.push(message.toString('utf8', 5, message.length - 1));
  socket.write(Buffer.concat([rowDescription, dataRow, commandComplete, ready]));
}

function frame(type: string, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const head = Buffer.alloc(5);
  head.write(type);
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

const int16 = (value: number) => Buffer.from([value >> 8, value & 255]);
const int32 = (value: number) => Buffer.from([0, 0, value >> 8, value & 255]);
const cString = (value: string) => Buffer.from(`${value}\0`);
const textType = 25;
const unknownLength = int16(0xffff);
const noModifier = Buffer.alloc(4, 0xff);

const authenticated = frame('R', int32(0));
const ready = frame('Z', Buffer.from('I'));
const rowDescription = frame(
  'T',
  int16(1),
  cString('total'),
  int32(0),
  int16(0),
  int32(textType),
  unknownLength,
  noModifier,
  int16(0),
);
const dataRow = frame('D', int16(1), int32(2), Buffer.from('42'));
const commandComplete = frame('C', cString('SELECT 1'));
