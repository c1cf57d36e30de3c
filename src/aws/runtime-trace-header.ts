import { type Context, propagation, trace } from '@opentelemetry/api';
import { readTraceHeader } from '../config/lambda-environment.ts';
import { contextFromMessageTraceHeader } from '../propagation/message-trace-header.ts';
import { text } from '../triggers/payload-fields.ts';

/** What Lambda's runtime 4 publishes; with many invocations at once it is the only place, and knows which is ours. */
interface RuntimeGlobal {
  readonly awslambda?: { readonly InvokeStore?: { getXRayTraceId?(): string | undefined } };
}

/** The `X-Amzn-Trace-Id` that came with the invocation under way. Runtime 3 has it in a variable only. */
export function runtimeTraceHeader(): string | undefined {
  const { awslambda } = globalThis as RuntimeGlobal;
  return awslambda?.InvokeStore?.getXRayTraceId?.() ?? readTraceHeader();
}

/**
 * An event's context, with the sender that the header of the invocation names where the event names none. `platform` is
 * the context object, which tells the header, too, on runtime 4.
 */
export function withInvocationSender(
  context: Context | undefined,
  platform: unknown,
): Context | undefined {
  if (context && trace.getSpanContext(context)) return context;
  const header = text(platform, 'xRayTraceId') ?? runtimeTraceHeader();
  const found = contextFromMessageTraceHeader(header);
  const baggage = context && propagation.getBaggage(context);
  return found && baggage ? propagation.setBaggage(found, baggage) : (found ?? context);
}
