import type { Context, Span } from '@opentelemetry/api';
import type { CapturedPayload } from '../config/capture-config.ts';
import { bodyPrefix } from '../payload/body-prefix.ts';
import { headerOf } from '../payload/header-attributes.ts';
import { type PayloadCapture, quietly } from '../payload/payload-capture.ts';
import { watchArguments } from '../payload/watch-arguments.ts';
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
  const sent = bodyPrefix(capture.mostBytes);
  const received = bodyPrefix(capture.mostBytes);
  let sentHeaders: () => unknown = () => undefined;
  let receivedHeaders: unknown;

  function recordBody(side: 'request' | 'response', body: typeof sent, headers: () => unknown) {
    if (body.size() === 0) return;
    span.setAttribute(`http.${side}.body.size`, body.size());
    const content = quietly(() => body.content(headerOf(headers(), 'content-encoding')));
    if (content !== undefined && !(content instanceof Uint8Array))
      capture.recordCall(span, parent, `http-${side}`, content);
  }

  return {
    sends(headers) {
      sentHeaders = headers;
    },
    responds(headers) {
      receivedHeaders = headers;
    },
    watchWrites(target, ...methods) {
      if (capture.mode('http-request')) watchArguments(target, methods, sent.add);
    },
    watchReads(target, ...methods) {
      if (capture.mode('http-response')) watchArguments(target, methods, received.add);
    },
    ended() {
      const answered = () => receivedHeaders;
      capture.recordHeaders(span, 'clientRequest', sentHeaders);
      capture.recordHeaders(span, 'clientResponse', answered);
      recordBody('request', sent, sentHeaders);
      recordBody('response', received, answered);
    },
  };
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
