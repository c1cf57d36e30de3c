import {
  type Attributes,
  type Context,
  type Span,
  SpanKind,
  SpanStatusCode,
} from '@opentelemetry/api';
import { closeWithInvocation } from '../../core/invocation-scope.ts';
import type { Headers } from '../../propagation/headers.ts';
import { guard } from '../../support/guard.ts';
import { failureBehind } from '../given-up.ts';
import type { AwsCall, AwsService, CallResult } from './aws-service.ts';
import type { AwsTracing } from './aws-tracing.ts';
import { followStream } from './follow-stream.ts';
import type { AwsInput, HandlerResult, ResponseMetadata } from './smithy.ts';

/** The span of one AWS call. */
export interface CallSpan {
  readonly span: Span;
  /** Ends the span, or has it end with what is streamed. */
  answered(result: HandlerResult): void;
  failed(error: unknown): void;
}

/** Starts the span of a call. It ends with the call, and at the latest with the invocation that `parent` belongs to. */
export function startCallSpan(
  { tracer, capture }: AwsTracing,
  service: AwsService,
  call: AwsCall,
  parent: Context,
  signal?: AbortSignal,
): CallSpan {
  const { name, kind, attributes } =
    guard('describing an AWS call', () => service.describe?.(call)) ?? {};
  const span = tracer.startSpan(
    name ?? `${call.service}.${call.operation}`,
    {
      kind: kind ?? SpanKind.CLIENT,
      attributes: {
        'rpc.system': 'aws-api',
        'rpc.system.name': 'aws-api',
        'rpc.service': call.service,
        'rpc.method': call.operation,
        'service.peer.name': call.service,
        ...attributes,
      },
    },
    parent,
  );
  const captured = span.isRecording() ? capture?.awsCall(span, parent, call) : undefined;
  const start = Date.now();
  const forget = closeWithInvocation(parent, () => span.end());
  return { span, answered, failed };

  function answered({ output = {}, response }: HandlerResult): void {
    record('recording the result of an AWS call', () => {
      const { headers = {} } = Object(response) as { headers?: Headers };
      span.setAttributes(responseAttributes(output));
      recordResult(span, service.result?.(call, output, headers));
    });
    captured?.answered(output);
    const ended = (error: unknown) => (error ? failed(error) : end());
    const streams = record('following the answer of an AWS call', () =>
      followStream(output, response, { event, ended }),
    );
    if (!streams) end();
  }

  function event(value: AwsInput, index: number): void {
    record('recording an event of an AWS call', () => {
      const arrival = { index, seconds: (Date.now() - start) / 1000 };
      recordResult(span, service.event?.(call, value, arrival));
    });
  }

  function failed(error: unknown): void {
    record('recording the error of an AWS call', () => recordError(span, error, signal));
    captured?.failed();
    end();
  }

  /** Not if the invocation has ended the span. */
  function record<Result>(step: string, work: () => Result): Result | undefined {
    return span.isRecording() ? guard(step, work) : undefined;
  }

  function end(): void {
    forget();
    if (span.isRecording()) span.end();
  }
}

function recordResult(span: Span, { attributes, links, errorType }: CallResult = {}): void {
  if (attributes) span.setAttributes(attributes);
  if (links) span.addLinks([...links]);
  if (errorType === undefined) return;
  span.setAttribute('error.type', errorType);
  span.setStatus({ code: SpanStatusCode.ERROR });
}

/** A call that its caller gave up is no failure, by the conventions for HTTP. */
function recordError(span: Span, thrown: unknown, signal: AbortSignal | undefined): void {
  if (typeof thrown === 'object' && thrown !== null)
    span.setAttributes(responseAttributes(thrown as AwsInput));
  const error = failureBehind(thrown, signal);
  if (error === undefined) return;
  const { name, message } =
    error instanceof Error ? error : { name: '_OTHER', message: `${error}` };
  // Of errors of Node.js only the code says what they are.
  const { code } = Object(error) as NodeJS.ErrnoException;
  span.setAttribute('error.type', name === 'Error' && typeof code === 'string' ? code : name);
  span.setStatus({ code: SpanStatusCode.ERROR, message });
  span.recordException(thrown instanceof Error ? thrown : message);
}

function responseAttributes(response: AwsInput): Attributes {
  const metadata = (response['$metadata'] ?? {}) as ResponseMetadata;
  const { httpStatusCode, requestId, extendedRequestId, attempts = 1 } = metadata;
  return {
    ...(httpStatusCode && { 'http.response.status_code': httpStatusCode }),
    ...(requestId && { 'aws.request_id': requestId }),
    ...(extendedRequestId && { 'aws.extended_request_id': extendedRequestId }),
    ...(attempts > 1 && { 'http.request.resend_count': attempts - 1 }),
  };
}
