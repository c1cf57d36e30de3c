import type { Writable } from 'node:stream';
import { returned, threw } from '../../core/outcome.ts';
import { runPromiseHandler } from '../../core/run-promise-handler.ts';
import type { RunningInvocation } from '../../core/start-invocation.ts';

/** The response stream of Lambda's runtime: the writable part of an HTTP request, with a hook of its own. */
export interface ResponseStream extends Writable {
  /** Set by `awslambda.HttpResponseStream.from`: writes the response's metadata ahead of its body. */
  _onBeforeFirstWrite?: (write: (chunk: unknown) => void) => void;
}

/**
 * `(event, responseStream, context) => Promise<void>`: over when both the promise and the stream are.
 * The runtime waits for the stream by itself, so only a response that must wait for a flush waits here.
 */
export function runStreamHandler(
  running: RunningInvocation,
  call: () => unknown,
  stream: ResponseStream,
): unknown {
  const fulfilled = (value: unknown): unknown => {
    const over = whenWritten(stream).then(() => running.end(returned(metadataOf(stream))));
    return running.holdsResponse ? over.then(() => value) : value;
  };
  const refused = (value: unknown): unknown => {
    running.answer(threw(new TypeError('A streaming handler must return a promise.')));
    return value;
  };
  return runPromiseHandler(running, call, fulfilled, refused);
}

function whenWritten(stream: ResponseStream): Promise<void> {
  return new Promise((resolve) => {
    if (stream.writableFinished || stream.destroyed) resolve();
    stream.once('finish', resolve).once('close', resolve);
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
