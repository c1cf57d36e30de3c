import { type Context, TraceFlags, trace } from '@opentelemetry/api';
import { cloudTraceHeader, contextFromCloudTrace } from './cloud-trace.ts';
import { firstContext } from './first-context.ts';
import { contextFromHeaders, type Headers, readHeader } from './headers.ts';
import { ownParent } from './own-parent.ts';
import { withSamplingUndecided } from './sampling-undecided.ts';

/**
 * The context of a request that came through Google's front end. That keeps the trace's id, but puts a span of its own
 * in the sender's place, and its own sampling decision, which is no in nearly all cases. So the sender is read from
 * `tracestate`; where that names none, a "not sampled" counts as undecided.
 */
export function contextFromGoogleRequest(headers: Headers | undefined): Context | undefined {
  const received = firstContext(
    () => contextFromHeaders(headers),
    () => contextFromCloudTrace(readHeader(headers, cloudTraceHeader)),
  );
  return received && (ownParent(received) ?? withoutRefusal(received));
}

function withoutRefusal(received: Context): Context {
  const flags = trace.getSpanContext(received)?.traceFlags ?? TraceFlags.SAMPLED;
  return flags & TraceFlags.SAMPLED ? received : withSamplingUndecided(received);
}
