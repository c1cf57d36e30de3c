import { randomBytes, randomUUID } from 'node:crypto';
import { type Deferred, deferred } from './deferred.ts';
import type { Invocation, InvocationEnd, InvokeOptions } from './invocation.ts';
import type { ExitStatus } from './process-group.ts';
import type { Posting } from './runtime-api.ts';

/** An invocation on its way through the platform: queued, delivered, answered, ended. */
export interface RunningInvocation {
  readonly requestId: string;
  readonly event: string;
  readonly options: InvokeOptions;
  readonly caller: Deferred<Invocation>;
  readonly end: Deferred<InvocationEnd>;
  /** Epoch milliseconds, and the same moment by `performance.now()`. */
  deliveredAt: number;
  deliveredMark: number;
  answered: boolean;
  refusedAnswers: number;
  /** What arrived of an answer whose connection broke. */
  broken: Posting | undefined;
  deadlineTimer: NodeJS.Timeout | undefined;
  timedOut: boolean;
}

/** What the runtime says about an error, in the body of its posting. */
export interface RuntimeError {
  readonly errorType?: string;
  readonly errorMessage?: string;
}

export function newInvocation(event: unknown, options: InvokeOptions): RunningInvocation {
  return {
    requestId: options.requestId ?? randomUUID(),
    event: JSON.stringify(event ?? null),
    options,
    caller: deferred(),
    end: deferred(),
    deliveredAt: 0,
    deliveredMark: 0,
    answered: false,
    refusedAnswers: 0,
    broken: undefined,
    deadlineTimer: undefined,
    timedOut: false,
  };
}

/** The headers of the answer to `next`, but for those that depend on the function. */
export function invocationHeaders({
  requestId,
  options,
}: RunningInvocation): Record<string, string> {
  const headers: Record<string, string> = {
    'Lambda-Runtime-Aws-Request-Id': requestId,
    'Lambda-Runtime-Trace-Id': options.traceId ?? freshTraceId(),
  };
  if (options.clientContext !== undefined)
    headers['Lambda-Runtime-Client-Context'] = headerJson(options.clientContext);
  if (options.cognitoIdentity !== undefined)
    headers['Lambda-Runtime-Cognito-Identity'] = headerJson(options.cognitoIdentity);
  if (options.tenantId !== undefined) headers['Lambda-Runtime-Aws-Tenant-Id'] = options.tenantId;
  return headers;
}

/** Gives the caller what the runtime posted. */
export function answerCaller(running: RunningInvocation, posting: Posting): void {
  running.answered = true;
  const error = postedError(posting);
  running.caller.resolve({
    ...callerView(running, posting),
    status: error === undefined ? 'response' : 'error',
    errorType: error?.errorType,
    errorMessage: error?.errorMessage,
  });
}

/** Gives the caller, if it has no answer yet, what Lambda says when there will be none. */
export function failCaller(
  running: RunningInvocation,
  status: 'timeout' | 'exited',
  error: RuntimeError,
): void {
  if (running.answered) return;
  running.answered = true;
  running.caller.resolve({
    ...callerView(running, running.broken),
    payload: running.broken?.payload ?? JSON.stringify(error),
    status,
    errorType: error.errorType,
    errorMessage: error.errorMessage,
  });
}

/** Notes the time by both clocks: that of the wall by the later of two looks, as this process may be put aside in between. */
export function noteDelivery(running: RunningInvocation): void {
  const origin = () => Date.now() - performance.now();
  running.deliveredMark = performance.now();
  running.deliveredAt = running.deliveredMark + Math.max(origin(), origin());
}

export function endInvocation(
  running: RunningInvocation,
  by: InvocationEnd['by'],
  exit: ExitStatus = { exitCode: null, signal: null },
): void {
  clearTimeout(running.deadlineTimer);
  const billedMs = performance.now() - running.deliveredMark;
  running.end.resolve({ by, billedMs, ...exit, refusedAnswers: running.refusedAnswers });
}

function callerView(running: RunningInvocation, posting: Posting | undefined) {
  const { requestId, deliveredAt, deliveredMark } = running;
  const now = performance.now();
  return {
    requestId,
    payload: posting?.payload ?? '',
    mode: posting?.mode ?? ('buffered' as const),
    contentType: posting?.contentType,
    trailers: posting?.trailers ?? {},
    times: {
      deliveredAt,
      firstByteMs: (posting?.firstByteAt ?? now) - deliveredMark,
      responseMs: (posting?.endedAt ?? now) - deliveredMark,
    },
    ended: running.end.promise,
  };
}

function postedError({ kind, payload, trailers }: Posting): RuntimeError | undefined {
  if (kind === 'error') return JSON.parse(payload) as RuntimeError;
  const errorType = trailers['lambda-runtime-function-error-type'];
  if (errorType === undefined) return undefined;
  const body = Buffer.from(trailers['lambda-runtime-function-error-body'] ?? '', 'base64');
  return { errorType, ...(JSON.parse(body.toString() || '{}') as RuntimeError) };
}

/** JSON that fits into an HTTP header: ASCII only. */
function headerJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[^ -~]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function freshTraceId(): string {
  const seconds = Math.floor(Date.now() / 1_000).toString(16);
  const [root, parent] = [randomBytes(12), randomBytes(8)].map((bytes) => bytes.toString('hex'));
  return `Root=1-${seconds}-${root};Parent=${parent};Sampled=0`;
}
