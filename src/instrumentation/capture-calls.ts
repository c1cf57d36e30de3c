import type { Context, Span } from '@opentelemetry/api';
import type { CapturedPayload } from '../config/capture-config.ts';
import { bodyPrefix } from '../payload/body-prefix.ts';
import { type PayloadCapture, quietly } from '../payload/payload-capture.ts';
import { replaceMethod } from './aws-sdk/watch-method.ts';
import type { CallCapture, CapturedAwsCall, CapturedRequest } from './call-capture.ts';
import { dealsInSecrets, isSecretService } from './secret-services.ts';

/** Captures what calls send and receive. Bodies pass by in the chunks in which they are written and read. */
export function captureCalls(capture: PayloadCapture): CallCapture {
  return {
    request: (span, parent, { url }) =>
      quietly(() => (dealsInSecrets(url) ? undefined : captureRequest(capture, span, parent))),
    awsCall: (span, parent, { service, input }) =>
      isSecretService(service) ? undefined : captureAwsCall(capture, span, parent, input),
  };
}

function captureRequest(capture: PayloadCapture, span: Span, parent: Context): CapturedRequest {
  // Some more than is shown, so that what is cut is cut at a word.
  const most = 2 * capture.limit + 64;
  const sent = bodyPrefix(most);
  const received = bodyPrefix(most);
  let sentHeaders: () => unknown = () => undefined;
  let receivedHeaders: unknown;

  function recordBody(payload: CapturedPayload, size: string, body: typeof sent): void {
    if (body.size() === 0) return;
    span.setAttribute(size, body.size());
    const content = body.content();
    if (!(content instanceof Uint8Array)) capture.recordCall(span, parent, payload, content);
  }

  return {
    sends(headers) {
      sentHeaders = headers;
    },
    responds(headers) {
      receivedHeaders = headers;
    },
    watchWrites(target, ...methods) {
      if (capture.mode('http-request')) watch(target, methods, sent.add);
    },
    watchReads(target, ...methods) {
      if (capture.mode('http-response')) watch(target, methods, received.add);
    },
    ended() {
      capture.recordHeaders(span, 'clientRequest', sentHeaders);
      capture.recordHeaders(span, 'clientResponse', () => receivedHeaders);
      recordBody('http-request', 'http.request.body.size', sent);
      recordBody('http-response', 'http.response.body.size', received);
    },
  };
}

/** Calls `see` with what the methods are called with, and leaves all else about them as it is. */
function watch(
  target: object,
  methods: readonly string[],
  see: (chunk: unknown, encoding: unknown) => void,
): void {
  for (const name of methods) {
    const original: unknown = Reflect.get(target, name);
    if (typeof original !== 'function') continue;
    const watched = function (this: unknown, ...args: unknown[]): unknown {
      quietly(() => see(args[0], args[1]));
      return Reflect.apply(original, this, args);
    };
    for (const property of ['name', 'length'] as const)
      Object.defineProperty(watched, property, { value: original[property] });
    replaceMethod(target, name, watched);
  }
}

function captureAwsCall(
  capture: PayloadCapture,
  span: Span,
  parent: Context,
  input: unknown,
): CapturedAwsCall {
  const record = (payload: CapturedPayload, content: unknown) =>
    capture.recordCall(span, parent, payload, content);
  const isAlways = capture.mode('aws-input') === 'always';
  // Before anybody changes it.
  if (isAlways) record('aws-input', input);
  const recordInput = () => {
    if (!isAlways && capture.mode('aws-input')) record('aws-input', input);
  };
  return {
    answered({ $metadata: _, ...output }) {
      recordInput();
      if (capture.mode('aws-output')) record('aws-output', output);
    },
    failed: recordInput,
  };
}
