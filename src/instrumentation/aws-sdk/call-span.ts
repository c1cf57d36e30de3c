import {
  type Attributes,
  type Context,
  type Span,
  SpanKind,
  SpanStatusCode,
} from '@opentelemetry/api';
import { closeWithInvocation } from '../../core/invocation-scope.ts';
import { guard } from '../../support/guard.ts';
import { failureBehind } from '../given-up.ts';
import type { AwsCall, AwsService } from './aws-service.ts';
import type { AwsTracing } from './options.ts';
import type { AwsInput, ResponseMetadata } from './smithy.ts';

/** The span of one AWS call. */
export interface CallSpan {
  readonly span: Span;
  succeeded(output: AwsInput | undefined): void;
  failed(error: unknown): void;
}

/** Starts the span of a call. It ends with the call, and at the latest with the invocation that `parent` belongs to. */
export function startCallSpan(
  { tracer }: AwsTracing,
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
        ...attributes,
      },
    },
    parent,
  );
  const forget = closeWithInvocation(parent, () => span.end());
  const finish = (step: string, record: () => void) => {
    forget();
    // Not if the invocation has ended it.
    if (!span.isRecording()) return;
    guard(step, record);
    span.end();
  };
  return {
    span,
    succeeded: (output = {}) =>
      finish('recording the result of an AWS call', () => {
        span.setAttributes(responseAttributes(output));
        recordResult(span, service, call, output);
      }),
    failed: (error) =>
      finish('recording the error of an AWS call', () => recordError(span, error, signal)),
  };
}

function recordResult(span: Span, service: AwsService, call: AwsCall, output: AwsInput): void {
  const { attributes, links, errorType } = service.result?.(call, output) ?? {};
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
  span.setAttribute('error.type', name);
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
