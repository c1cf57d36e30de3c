import { once } from 'node:events';
import { createServer, type Http2Session, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import {
  decodeMessage,
  encodeBytesField,
  type MessageSchema,
} from '../../../src/viewer/otlp/protobuf.ts';

/** A message as it came over the wire. */
interface ReceivedMessage {
  readonly data?: Uint8Array;
  readonly attributes: Readonly<Record<string, string>>;
  readonly orderingKey?: string;
}

export interface LocalPubSub {
  /** Host and port. */
  readonly host: string;
  /** Requests to publish, each a batch. */
  readonly batches: readonly (readonly ReceivedMessage[])[];
}

interface Options {
  /** gRPC's number of the error that each request is answered with. */
  readonly error?: number;
  /** Never answers. */
  readonly silent?: boolean;
}

/** `PublishRequest` of google.pubsub.v1. */
const publishRequest: MessageSchema = {
  1: { name: 'topic', type: 'string' },
  2: { name: 'messages', type: () => message, repeated: true },
};

const message: MessageSchema = {
  1: { name: 'data', type: 'bytes' },
  2: { name: 'attributes', type: () => attribute, repeated: true },
  5: { name: 'orderingKey', type: 'string' },
};

const attribute: MessageSchema = {
  1: { name: 'key', type: 'string' },
  2: { name: 'value', type: 'string' },
};

/** Speaks just enough of Pub/Sub's gRPC to take messages from Google's own client. */
export async function localPubSub({ error, silent }: Options = {}): Promise<LocalPubSub> {
  const batches: ReceivedMessage[][] = [];
  const sessions = new Set<Http2Session>();
  let published = 0;

  async function answer(stream: ServerHttp2Stream): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    // A frame of gRPC: one byte for compression, four for the length.
    const { messages } = decodeMessage(publishRequest, Buffer.concat(chunks).subarray(5));
    const batch = (messages as WireMessage[]).map(received);
    batches.push(batch);
    if (silent) return;
    const head = { ':status': 200, 'content-type': 'application/grpc' };
    if (error !== undefined) {
      stream.respond({ ...head, 'grpc-status': error, 'grpc-message': 'no' }, { endStream: true });
      return;
    }
    const ids = batch.map(() => encodeBytesField(1, `id-${++published}`));
    stream.respond(head, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': 0 }));
    stream.end(frame(Buffer.concat(ids)));
  }

  const server = createServer();
  server.on('session', (session) => sessions.add(session));
  server.on('stream', (stream) => void answer(stream).catch(() => stream.close()));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => {
    for (const session of sessions) session.destroy();
    server.close();
  });
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, batches };
}

interface WireMessage {
  readonly data?: Uint8Array;
  readonly attributes?: readonly { readonly key: string; readonly value: string }[];
  readonly orderingKey?: string;
}

function received({ attributes = [], ...rest }: WireMessage): ReceivedMessage {
  const entries = attributes.map(({ key, value }) => [key, value]);
  return { ...rest, attributes: Object.fromEntries(entries) };
}

function frame(content: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(content.length, 1);
  return Buffer.concat([head, content]);
}
