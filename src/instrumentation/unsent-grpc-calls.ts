import { context } from '@opentelemetry/api';
import { guard } from '../support/guard.ts';
import type { StartClientSpan } from './client-span.ts';
import { describeGrpcCall, recordGrpcStatus } from './grpc-call.ts';
import { callerKeeper, type KeepCaller, type KeptCall } from './keep-caller.ts';
import { requestOfStream } from './request-of-stream.ts';

/** The parts of a `ResolvingCall` of `@grpc/grpc-js` that are used here. */
interface GrpcCall {
  readonly method?: string;
  /** With the port. */
  readonly host?: string;
  readonly channel?: { readonly credentials?: { _isSecure?(): boolean } };
  addStatusWatcher?(watcher: (status: { readonly code: number }) => void): void;
}

const cancelled = 1;

/** Keeps callers of grpc-js. A call that fails before there is a request, as it can't connect, has its span all the same. */
export function keepGrpcCaller(start: StartClientSpan): KeepCaller {
  return callerKeeper((kept) => {
    const call: GrpcCall = kept.target;
    if (!call.addStatusWatcher) return false;
    call.addStatusWatcher(({ code }) => {
      if (!kept.requested) guard('recording a call of gRPC', () => record(start, call, kept, code));
    });
    return true;
  });
}

function record(
  start: StartClientSpan,
  { method, host, channel }: GrpcCall,
  { caller, startTime }: KeptCall,
  code: number,
): void {
  const headers = {
    ':scheme': channel?.credentials?._isSecure?.() === false ? 'http' : 'https',
    ':authority': host,
    ':path': method,
    ':method': 'POST',
  };
  const known = { ...describeGrpcCall(headers), startTime };
  const span = context.with(caller, () => start(requestOfStream(headers), known));
  // By its caller, which is no failure.
  if (span && code !== cancelled) recordGrpcStatus(span, { 'grpc-status': `${code}` });
  span?.end();
}
