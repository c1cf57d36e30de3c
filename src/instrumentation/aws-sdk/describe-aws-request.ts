import { type Context, context, trace } from '@opentelemetry/api';
import { awsTraceHeader, awsTraceHeaderName } from '../../propagation/aws-trace-header.ts';
import { isClaimed } from '../call-context.ts';
import type { OutgoingRequest, RequestDescription } from '../http-options.ts';
import { recognizeAwsRequest } from './recognize-aws-request.ts';

/** The fields that tell what call a request is. */
const tellingHeaders = ['authorization', 'x-amz-target', 'x-amz-copy-source', 'amz-sdk-request'];

/**
 * What plain HTTP instrumentation makes of a request to AWS: nothing where it is that of a call with a span; one span by the
 * AWS conventions where nothing else has seen the call. Such a request is signed already, so that all it can take is
 * the one header that signatures leave out.
 */
export function describeAwsRequest(
  request: OutgoingRequest,
  incomingTraceHeader: () => string | undefined,
): RequestDescription | 'skip' | undefined {
  if (isClaimed(context.active(), request)) return 'skip';
  const { method, url } = request;
  const headers = Object.fromEntries(tellingHeaders.map((name) => [name, request.header(name)]));
  const call = recognizeAwsRequest({
    method,
    host: url.host,
    path: url.pathname + url.search,
    headers,
  });
  if (!call) return undefined;
  return {
    name: call.name,
    attributes: call.attributes,
    inject: (spanContext) => writeTraceHeader(spanContext, request, incomingTraceHeader()),
    onResponse: (span, response) => {
      const requestId = response.header('x-amzn-requestid') ?? response.header('x-amz-request-id');
      if (requestId) span.setAttribute('aws.request_id', requestId);
    },
  };
}

/** A client of AWS's own has copied the incoming header by now; ours keeps all of it but the sender. */
function writeTraceHeader(
  spanContext: Context,
  request: OutgoingRequest,
  incoming: string | undefined,
): void {
  const span = trace.getSpanContext(spanContext);
  if (!span) return;
  const copied = request.header(awsTraceHeaderName) ?? incoming;
  request.setHeader(awsTraceHeaderName, awsTraceHeader(span, copied));
}
