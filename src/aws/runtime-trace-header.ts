import { readTraceHeader } from '../config/lambda-environment.ts';

/** What Lambda's runtime 4 publishes; with many invocations at once it is the only place, and knows which is ours. */
interface RuntimeGlobal {
  readonly awslambda?: { readonly InvokeStore?: { getXRayTraceId?(): string | undefined } };
}

/** The `X-Amzn-Trace-Id` that came with the invocation under way. */
export function runtimeTraceHeader(): string | undefined {
  const { awslambda } = globalThis as RuntimeGlobal;
  return awslambda?.InvokeStore?.getXRayTraceId?.() ?? readTraceHeader();
}
