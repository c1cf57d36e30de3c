import type { ServerResponse } from 'node:http';
import { EventStreamCodec } from '@smithy/eventstream-codec';
import type { Answer } from './local-aws.ts';

const toText = (bytes: Uint8Array | string) => Buffer.from(bytes).toString();
const codec = new EventStreamCodec(toText, (text) => Buffer.from(text));

/** One frame of AWS's event streams. A text is sent as it is, whatever else as JSON. */
export function event(type: string, content: unknown = {}): Uint8Array {
  return frame({ ':message-type': 'event', ':event-type': type }, content);
}

/** The frame of an error that ends a stream. */
export function exception(type: string, message: string): Uint8Array {
  return frame({ ':message-type': 'exception', ':exception-type': type }, { message });
}

/** A piece of what a model streams. */
export function chunk(content: object): Uint8Array {
  return event('chunk', { bytes: Buffer.from(JSON.stringify(content)).toString('base64') });
}

/** Answers with frames; what is none is done with the response, in turn. */
export function streaming(
  ...steps: readonly (Uint8Array | ((response: ServerResponse) => unknown))[]
): Answer {
  return {
    headers: { 'content-type': 'application/vnd.amazon.eventstream' },
    async stream(response) {
      for (const step of steps) {
        if (typeof step === 'function') await step(response);
        else response.write(step);
      }
      if (!response.destroyed) response.end();
    },
  };
}

function frame(headers: Record<string, string>, content: unknown): Uint8Array {
  const type = typeof content === 'string' ? 'application/octet-stream' : 'application/json';
  const entries = Object.entries({ ...headers, ':content-type': type });
  return codec.encode({
    headers: Object.fromEntries(
      entries.map(([name, value]) => [name, { type: 'string' as const, value }]),
    ),
    body: Buffer.from(typeof content === 'string' ? content : JSON.stringify(content)),
  });
}

/** What a stream gives to its end. */
export async function readAll(stream: AsyncIterable<unknown> | undefined): Promise<unknown[]> {
  const all: unknown[] = [];
  for await (const each of stream ?? []) all.push(each);
  return all;
}
