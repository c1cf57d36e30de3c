import type { Attributes } from '@opentelemetry/api';
import { type Headers, readHeader } from '../../propagation/headers.ts';
import { decoded, readScope } from './signature-scope.ts';

/** An HTTP request as it is about to be sent. */
export interface OutgoingRequest {
  readonly method: string;
  readonly host: string;
  /** With the query. */
  readonly path: string;
  readonly headers: Headers;
}

/** What a request to an AWS service shows of the call that it is, for a span of the AWS SDK conventions. */
export interface AwsRequestDescription {
  /** Name of the span: `SQS.SendMessage`; `SNS` alone where the operation is in the body. */
  readonly name: string;
  readonly service: string;
  readonly operation: string | undefined;
  /** Of the endpoint; unknown for requests that are signed for several regions. */
  readonly region: string | undefined;
  readonly attributes: Attributes;
}

interface Operation {
  readonly name?: string | undefined;
  readonly attributes?: Attributes;
}

/** By the name that requests are signed with: the name in span names. */
const services = new Map([
  ['bedrock', 'BedrockRuntime'],
  ['dynamodb', 'DynamoDB'],
  ['events', 'EventBridge'],
  ['firehose', 'Firehose'],
  ['kinesis', 'Kinesis'],
  ['kms', 'KMS'],
  ['lambda', 'Lambda'],
  ['s3', 'S3'],
  ['scheduler', 'Scheduler'],
  ['secretsmanager', 'SecretsManager'],
  ['sns', 'SNS'],
  ['sqs', 'SQS'],
  ['ssm', 'SSM'],
  ['states', 'SFN'],
  ['sts', 'STS'],
]);
const bedrockActions = new Map([
  ['converse', 'Converse'],
  ['converse-stream', 'ConverseStream'],
  ['invoke', 'InvokeModel'],
  ['invoke-with-response-stream', 'InvokeModelWithResponseStream'],
]);
/** Method and query parameter of a request for an object. */
const s3Operations = [
  ['PUT', 'partNumber', 'UploadPart'],
  ['POST', 'uploads', 'CreateMultipartUpload'],
  ['POST', 'uploadId', 'CompleteMultipartUpload'],
  ['DELETE', 'uploadId', 'AbortMultipartUpload'],
] as const;
const s3Methods = new Map([
  ['GET', 'GetObject'],
  ['HEAD', 'HeadObject'],
  ['PUT', 'PutObject'],
  ['DELETE', 'DeleteObject'],
]);

/** Signed requests to what users have built themselves: plain HTTP. */
const ownEndpoints = ['execute-api', 'lambda-url', 'appsync', 'es', 'aoss', 'vpc-lattice-svcs'];

/**
 * Recognises a call of an AWS service that nothing has traced so far, by whatever client (also the SDK's version 2).
 * The signature says which service and region; the rest shows in header fields, host and path. Bodies aren't read.
 */
export function recognizeAwsRequest(request: OutgoingRequest): AwsRequestDescription | undefined {
  const { region, signedFor } = readScope(request.headers, request.path);
  if (!signedFor || ownEndpoints.includes(signedFor)) return undefined;

  const service = services.get(signedFor) ?? signedFor;
  const { name: operation, attributes } = readOperation(service, request);
  return {
    name: operation ? `${service}.${operation}` : service,
    service,
    operation,
    region,
    attributes: {
      'rpc.system': 'aws-api',
      'rpc.system.name': 'aws-api',
      'rpc.service': service,
      'service.peer.name': service,
      ...(operation && { 'rpc.method': operation }),
      ...(region && { 'cloud.region': region }),
      ...readAttempt(request),
      ...attributes,
    },
  };
}

/** The SDK numbers the attempts of a call, from 1: `attempt=2; max=3`. */
function readAttempt({ headers }: OutgoingRequest): Attributes {
  const attempt = Number(/^attempt=(\d+)/.exec(readHeader(headers, 'amz-sdk-request') ?? '')?.[1]);
  return attempt > 1 ? { 'http.request.resend_count': attempt - 1 } : {};
}

function readOperation(service: string, request: OutgoingRequest): Operation {
  const target = readHeader(request.headers, 'x-amz-target');
  if (target) return { name: target.slice(target.lastIndexOf('.') + 1) };
  const [pathname = '', search] = request.path.split('?');
  const searchParams = new URLSearchParams(search);
  if (service === 'S3') return readS3(request, pathname, searchParams);
  if (service === 'Lambda') return readLambda(pathname);
  if (service === 'BedrockRuntime') return readBedrock(pathname);
  // The RPC protocol of Smithy, and the query protocol where it is a GET.
  const name = /\/operation\/(\w+)$/.exec(pathname)?.[1] ?? searchParams.get('Action');
  return { name: name ?? undefined };
}

function readLambda(pathname: string): Operation {
  const [, name, kind] =
    /^\/[\d-]+\/functions\/([^/]+)\/(response-streaming-)?invocations$/.exec(pathname) ?? [];
  if (!name) return {};
  return {
    name: kind ? 'InvokeWithResponseStream' : 'Invoke',
    attributes: {
      'faas.invoked_name': decoded(name),
      'faas.invoked_provider': 'aws',
      'service.peer.name': decoded(name),
    },
  };
}

function readBedrock(pathname: string): Operation {
  const [, model, action = ''] = /^\/model\/([^/]+)\/([\w-]+)$/.exec(pathname) ?? [];
  const name = bedrockActions.get(action);
  return name && model ? { name, attributes: { 'gen_ai.request.model': decoded(model) } } : {};
}

function readS3(request: OutgoingRequest, pathname: string, query: URLSearchParams): Operation {
  const [, hostBucket] = /^(.+)\.s3[.-]/.exec(request.host) ?? [];
  const [first = '', ...rest] = pathname.slice(1).split('/');
  const bucket = hostBucket ?? first;
  const key = decoded((hostBucket ? [first, ...rest] : rest).join('/'));
  // The SDK says it itself, mostly.
  const name = query.get('x-id') ?? s3Operation(request, key !== '', query);
  return {
    name,
    attributes: { ...(bucket && { 'aws.s3.bucket': bucket }), ...(key && { 'aws.s3.key': key }) },
  };
}

function s3Operation(
  { method, headers }: OutgoingRequest,
  ofObject: boolean,
  query: URLSearchParams,
): string | undefined {
  if (!ofObject) return method === 'GET' && query.has('list-type') ? 'ListObjectsV2' : undefined;
  if (method === 'PUT' && readHeader(headers, 'x-amz-copy-source')) return 'CopyObject';
  return (
    s3Operations.find(([verb, parameter]) => verb === method && query.has(parameter))?.[2] ??
    s3Methods.get(method)
  );
}
