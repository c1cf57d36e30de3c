import type { OutgoingHttpHeaders } from 'node:http2';
import type { ClientSpan } from './client-span.ts';
import type { RequestDescription } from './http-options.ts';

/** By number, as in the specification of gRPC. */
const statuses = [
  'OK',
  'CANCELLED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
  'UNAUTHENTICATED',
];

export function isGrpc(headers: OutgoingHttpHeaders): boolean {
  return String(headers['content-type']).startsWith('application/grpc');
}

/** A call by the RPC conventions, of the path `/package.Service/Method`. */
export function describeGrpcCall(headers: OutgoingHttpHeaders): RequestDescription {
  const name = String(headers[':path']).slice(1);
  const [service = '', method = ''] = name.split('/');
  return {
    name,
    attributes: {
      'rpc.system': 'grpc',
      'rpc.system.name': 'grpc',
      'rpc.service': service,
      'rpc.method': method,
    },
  };
}

/** The answer's HTTP status is 200 whatever became of the call: what counts is in the trailer. */
export function recordGrpcStatus(span: ClientSpan, trailers: OutgoingHttpHeaders): void {
  const code = trailers['grpc-status'];
  if (code === undefined) return;
  const status = statuses[Number(code)] ?? String(code);
  span.answered(
    { 'rpc.grpc.status_code': Number(code), 'rpc.status_code': status },
    status === 'OK' ? undefined : status,
  );
}
