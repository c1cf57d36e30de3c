import { errorMonitor } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Writable } from 'node:stream';
import { trace } from '@opentelemetry/api';
import { returned, threw } from '../../core/outcome.ts';
import { runPromiseHandler } from '../../core/run-promise-handler.ts';
import type { RunningInvocation } from '../../core/running-invocation.ts';
import { guard } from '../../support/guard.ts';

/** The response stream of Lambda's runtime: the writable part of an HTTP request, with a hook of its own. */
export interface ResponseStream extends Writable {
  /** Set by `awslambda.HttpResponseStream.from`: writes the response's metadata ahead of its body. */
  _onBeforeFirstWrite?: (write: (chunk: unknown) => void) => void;
}

/**
 * `(event, responseStream, context) => Promise<void>`: over when both the promise and the stream are.
 * The runtime waits for the stream by itself, so only a response that must wait for a flush waits here.
 * What the platform says to it comes by the stream as well, not by the runtime's client.
 */
export function runStreamHandler(
  running: RunningInvocation,
  call: () => unknown,
  stream: ResponseStream,
): unknown {
  watchFailures(running, stream);
  noteFirstByte(running, stream);
  const fulfilled = (value: unknown): unknown => {
    const over = whenOver(running, stream).then(() => running.finish(returned(metadataOf(stream))));
    return running.holdsResponse ? over.then(() => value) : value;
  };
  const refused = (value: unknown): unknown => {
    running.answer(threw(new TypeError('A streaming handler must return a promise.')));
    return value;
  };
  return runPromiseHandler({ ...running, end: running.finish }, call, fulfilled, refused);
}

/** The caller begins to get the answer: an event on the root span, which else tells of the last byte only. */
function noteFirstByte(running: RunningInvocation, stream: ResponseStream): void {
  const { write, end } = stream;
  const note = (chunk: unknown) => {
    stream.write = write;
    stream.end = end;
    if (chunk !== undefined && chunk !== null && typeof chunk !== 'function')
      running.run(() => trace.getActiveSpan()?.addEvent('http.response.first_byte'));
  };
  const noting =
    <Args extends unknown[], Result>(method: (...args: Args) => Result) =>
    (...args: Args): Result => {
      guard('noting the first byte', () => note(args[0]));
      return method.apply(stream, args);
    };
  stream.write = noting(write as (...args: unknown[]) => boolean);
  stream.end = noting(end as (...args: unknown[]) => typeof stream);
}

/** Only looks on: a listener of 'error' would make one that nobody else handles harmless. */
function watchFailures(running: RunningInvocation, stream: ResponseStream): void {
  stream.once(errorMonitor, (error: NodeJS.ErrnoException) =>
    running.failed({ type: error.code ?? error.name, message: error.message }),
  );
  stream.once('response', ({ statusCode = 0 }: IncomingMessage) => {
    if (statusCode < 400) return;
    const message = `the platform refused the response with ${statusCode}`;
    running.failed({ type: String(statusCode), message });
  });
}

/** A response that doesn't wait for its flush is over when the platform has answered. */
function whenOver(running: RunningInvocation, stream: ResponseStream): Promise<void> {
  return new Promise((resolve) => {
    // One that is destroyed has yet to say why.
    if (stream.closed || (running.holdsResponse && stream.writableFinished)) resolve();
    stream.once('close', resolve);
    if (running.holdsResponse) stream.once('finish', resolve);
  });
}

/** What an HTTP client got beside the body. Lambda answers 200 for a stream without metadata. */
function metadataOf(stream: ResponseStream): unknown {
  let metadata: unknown = { statusCode: 200 };
  stream._onBeforeFirstWrite?.((chunk) => {
    if (typeof chunk === 'string') metadata = JSON.parse(chunk);
  });
  return metadata;
}
