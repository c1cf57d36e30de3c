import type { ClientRequest, IncomingMessage as ServerMessage } from 'node:http';
import type { ClientHttp2Stream } from 'node:http2';
import type { Readable } from 'node:stream';
import { guard } from '../../support/guard.ts';
import { cutOff } from '../http-client.ts';
import { listen } from '../listen.ts';
import type { AwsInput } from './smithy.ts';

/** As Node.js gives it to a client. */
interface IncomingMessage extends ServerMessage {
  readonly req: ClientRequest;
}

/** Hears of a stream what its reader gets of it. */
interface StreamListener {
  event(value: AwsInput, index: number): void;
  /** When the stream is over, with the error where it broke; also when its reader leaves it. */
  ended(error?: unknown): void;
}

/**
 * Follows the stream that an output has, if it has one that isn't over: an object or a file in bytes, or a stream of
 * events, which come out of `response`. Nothing is read, and what the reader gets is what it would get, when it would.
 * False where there is none.
 */
export function followStream(
  output: AwsInput,
  response: unknown,
  listener: StreamListener,
): boolean {
  for (const value of Object.values(output)) {
    if (isReadable(value)) return followBytes(value, listener);
    if (isEventStream(value)) return followEvents(value, response, listener);
  }
  return false;
}

function followBytes(stream: Readable, { ended }: StreamListener): boolean {
  if (stream.readableEnded || stream.destroyed) return false;
  listen(stream, 'end', () => ended());
  listen(stream, 'close', () => ended(failureOf(stream)));
  return true;
}

/** None where the reader left. */
function failureOf(stream: Readable | IncomingMessage): Error | undefined {
  return 'req' in stream ? cutOff(stream.req, stream) : (stream.errored ?? undefined);
}

/** The iterators stay those of the SDK, but for their methods. */
function followEvents(
  stream: AsyncIterable<unknown>,
  response: unknown,
  { event, ended }: StreamListener,
): boolean {
  let index = 0;
  const iterate = stream[Symbol.asyncIterator];
  const value = () => {
    const iterator = iterate.call(stream);
    watch(iterator, 'next', ({ done, value }) => {
      if (done) ended(brokenOff(response));
      else event(Object(value), index++);
    });
    watch(iterator, 'return', () => ended());
    watch(iterator, 'throw', () => ended());
    return iterator;
  };
  Object.defineProperty(stream, Symbol.asyncIterator, { value, configurable: true });
  return true;

  function watch(
    iterator: AsyncIterator<unknown>,
    method: 'next' | 'return' | 'throw',
    gave: (result: IteratorResult<unknown>) => void,
  ): void {
    const original = iterator[method];
    if (!original) return;
    const value = async (...args: []) => {
      try {
        const result = await original.apply(iterator, args);
        guard('following a stream of AWS', () => gave(result));
        return result;
      } catch (error) {
        guard('following a stream of AWS', () => ended(error));
        throw error;
      }
    };
    Object.defineProperty(iterator, method, { value, configurable: true });
  }
}

/** A stream of HTTP/2 ends as if all were there when its connection is lost. */
function brokenOff(response: unknown): Error | undefined {
  const { rstCode } = Object(Object(response).body) as Partial<ClientHttp2Stream>;
  return rstCode ? Object.assign(new Error('broken off'), { name: 'ConnectionLost' }) : undefined;
}

function isReadable(value: unknown): value is Readable {
  const { pipe, on } = Object(value) as Partial<Readable>;
  return typeof pipe === 'function' && typeof on === 'function';
}

/** Not those of the web's: to hear of their end is to read them. */
function isEventStream(value: unknown): value is AsyncIterable<unknown> {
  const { getReader, [Symbol.asyncIterator]: iterate } = Object(value);
  return typeof iterate === 'function' && getReader === undefined;
}
