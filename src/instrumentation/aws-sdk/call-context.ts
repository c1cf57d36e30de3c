import { type Context, createContextKey } from '@opentelemetry/api';

const callKey = createContextKey('antifreeze.aws-call');

/** Whether a span for an AWS call is open in `context`: then the HTTP requests of that call need none of their own. */
export function isWithinAwsCall(context: Context): boolean {
  return context.getValue(callKey) !== undefined;
}

/** `context` for the work of one AWS call; `call` is what `awsCallOf` gives within it. */
export function markAwsCall(context: Context, call: object = {}): Context {
  return context.setValue(callKey, call);
}

export function awsCallOf(context: Context): object | undefined {
  return context.getValue(callKey) as object | undefined;
}
