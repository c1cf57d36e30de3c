import type { ClientRequest, IncomingMessage as ServerMessage } from 'node:http';
import type { ClientHttp2Stream } from 'node:http2';
import type { Readable } from 'node:stream';
import { guard } from '../../support/guard.ts';
import { replaceMethod } from '../../support/replace-method.ts';
import { cutOff } from '../http-client.ts';
import { listen } from '../listen.ts';
import type { AwsInput } from './smithy.ts';
import { watchMethod } from './watch-method.ts';

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
    if (isWebStream(value)) return followWebStream(value, listener);
    if (isIterable(value)) return followEvents(value, response, listener);
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

/** What tells of the end of a stream of the web's is its reader. One that is piped or teed tells nobody. */
function followWebStream(stream: ReadableStream, { ended }: StreamListener): boolean {
  const { getReader } = stream;
  replaceMethod(stream, 'getReader', (...args) => {
    const reader = getReader.apply(stream, args as []);
    guard('following a stream of AWS', () =>
      reader.closed.then(
        () => ended(),
        // Also where the reader lets go of the stream, for another to go on.
        (error) => stream.locked && ended(error),
      ),
    );
    return reader;
  });
  return followEvents(stream, undefined, { event: () => undefined, ended });
}

/** The iterators stay those of the SDK, but for their methods. */
function followEvents(
  stream: AsyncIterable<unknown>,
  response: unknown,
  { event, ended }: StreamListener,
): boolean {
  let index = 0;
  const iterate = stream[Symbol.asyncIterator];
  const left = { gave: () => ended(), failed: ended };
  const read = {
    gave: ({ done, value }: IteratorResult<unknown>) =>
      done ? ended(brokenOff(response)) : event(Object(value), index++),
    failed: ended,
  };
  replaceMethod(stream, Symbol.asyncIterator, (...args) => {
    const iterator = iterate.apply(stream, args as []);
    guard('following a stream of AWS', () => {
      watchMethod(iterator, 'next', read);
      watchMethod(iterator, 'return', left);
      watchMethod(iterator, 'throw', left);
    });
    return iterator;
  });
  return true;
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

function isWebStream(value: unknown): value is ReadableStream {
  return typeof Object(value).getReader === 'function';
}

function isIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof Object(value)[Symbol.asyncIterator] === 'function';
}
