/** What the platform tells the runtime beside the event. Each goes into a Runtime API header. */
export interface InvokeOptions {
  readonly requestId?: string;
  readonly clientContext?: unknown;
  readonly cognitoIdentity?: unknown;
  /** The value of `X-Amzn-Trace-Id`; a fresh unsampled one unless given, as AWS makes one for each call. */
  readonly traceId?: string | undefined;
  readonly tenantId?: string;
}

/** One invocation as its caller sees it. */
export interface Invocation {
  readonly requestId: string;
  /** `error` was posted by the runtime (or in the trailers of a stream); the last two are the platform's. */
  readonly status: 'response' | 'error' | 'timeout' | 'exited';
  readonly payload: string;
  readonly mode: 'buffered' | 'streaming';
  readonly contentType: string | undefined;
  readonly trailers: Readonly<Record<string, string>>;
  readonly errorType: string | undefined;
  readonly errorMessage: string | undefined;
  readonly times: InvocationTimes;
  /** Settles when the environment is done with the invocation, which is after the caller's answer. */
  readonly ended: Promise<InvocationEnd>;
}

/** Durations in milliseconds from the delivery of the event, by the monotonic clock. */
export interface InvocationTimes {
  /** Epoch milliseconds of the delivery. */
  readonly deliveredAt: number;
  readonly firstByteMs: number;
  readonly responseMs: number;
}

export interface InvocationEnd {
  /** Asked for the next event, or (several at once) posted its answer; exited; was killed for its time-out. */
  readonly by: 'runtime' | 'exit' | 'timeout';
  /** From the delivery until the environment could be frozen. */
  readonly billedMs: number;
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** Answers to this invocation that the platform refused because it had one. */
  readonly refusedAnswers: number;
}
