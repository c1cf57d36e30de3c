import type { Invocation } from '../core/invocation.ts';
import type { Outcome } from '../core/outcome.ts';
import type { RunningInvocation } from '../core/running-invocation.ts';
import { startInvocation } from '../core/start-invocation.ts';
import type { Telemetry } from '../core/telemetry.ts';
import { untracedInvocation } from '../core/untraced-invocation.ts';
import { guard } from '../support/guard.ts';
import type { FunctionCall } from './function-call.ts';
import type { ResponseHolder } from './response-holder.ts';
import { recognize } from './triggers/index.ts';

/** What traces the functions and the requests of one process. */
export interface FunctionTracing {
  readonly telemetry: Telemetry;
  readonly invocation: (call: FunctionCall) => Invocation<undefined>;
  readonly responses: ResponseHolder;
  /** Ends what is open, and sends all there is, because the process is about to end. Never rejects. */
  readonly farewell: (outcome: Outcome) => Promise<void>;
}

/** Begins to trace a call, which `read` finds out about. Never throws. */
export function startCall(
  { telemetry, invocation }: FunctionTracing,
  read: () => FunctionCall,
): RunningInvocation {
  const started = guard('reading the call', () =>
    startInvocation(telemetry, recognize, invocation(read())),
  );
  return started ?? untracedInvocation;
}
