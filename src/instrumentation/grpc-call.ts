import type { OutgoingHttpHeaders } from 'node:http2';
import type { ClientSpan } from './client-span.ts';
import type { RequestDescription } from './http-options.ts';

/** By number, as in the specification of gRPC. */
const statuses =
  'OK CANCELLED UNKNOWN INVALID_ARGUMENT DEADLINE_EXCEEDED NOT_FOUND ALREADY_EXISTS PERMISSION_DENIED RESOURCE_EXHAUSTED FAILED_PRECONDITION ABORTED OUT_OF_RANGE UNIMPLEMENTED INTERNAL UNAVAILABLE DATA_LOSS UNAUTHENTICATED'.split(
    ' ',
  );

/** Not of gRPC-Web, which says in the body what became of a call. */
export function isGrpc(headers: OutgoingHttpHeaders): boolean {
  return /^application\/grpc(?:[+;]|$)/.test(String(headers['content-type']));
}

/** Whether the client is `@grpc/grpc-js`, whose calls wait in lists of its own. */
export function isOfGrpcJs(headers: OutgoingHttpHeaders): boolean {
  return String(headers['user-agent']).includes('grpc-node-js/');
}

/** Of the units of `grpc-timeout`, in milliseconds. */
const units: Readonly<Record<string, number>> = {
  H: 3_600_000,
  M: 60_000,
  S: 1_000,
  m: 1,
  u: 0.001,
  n: 0.000_001,
};

/** A timer may be early by one, and the field is rounded. */
const toleranceMs = 2;

/** Tells, of a call that begins now, whether the time is up that it has by its field `grpc-timeout`. */
export function timeOfGrpcCall(headers: OutgoingHttpHeaders): () => boolean {
  const [, count, unit = ''] = /^(\d+)([HMSmun])$/.exec(String(headers['grpc-timeout'])) ?? [];
  const end = Date.now() + Number(count) * (units[unit] ?? Number.NaN) - toleranceMs;
  return () => Date.now() >= end;
}

/** A call by the RPC conventions, of the path `/package.Service/Method`. */
export function describeGrpcCall(headers: OutgoingHttpHeaders): RequestDescription {
  const name = String(headers[':path']).slice(1);
  const [service = ''] = name.split('/');
  return {
    name,
    attributes: {
      'rpc.system': 'grpc',
      'rpc.system.name': 'grpc',
      'rpc.service': service,
      'rpc.method': name,
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
