import {
  type Context,
  createContextKey,
  isSpanContextValid,
  type TextMapPropagator,
  trace,
} from '@opentelemetry/api';
import { type SentSpan, spanToSend } from './header-propagator.ts';
import { readFirst } from './read-first.ts';
import { withSender } from './remote-parent.ts';
import {
  formatXRayHeader,
  isMintedByAws,
  parseXRayHeader,
  type XRayFields,
  xRayRoot,
  xRaySender,
} from './xray-header.ts';

const headerName = 'x-amzn-trace-id';
const receivedFields = createContextKey('antifreeze.xray.fields');

/**
 * AWS X-Ray's `X-Amzn-Trace-Id`, both ways. Sends on what it doesn't know, such as `Lineage`, by which Lambda detects
 * loops, and `Sampled` as it was received, since changing that would change what the user pays for X-Ray. A
 * `Sampled=0` beside an id that AWS made up only means that X-Ray isn't active, and is no decision against the trace.
 */
export function createXRayPropagator(): TextMapPropagator {
  return {
    fields: () => [headerName],
    extract: (context, carrier, getter) =>
      withXRayHeader(context, readFirst(getter, carrier, headerName)),
    inject(context, carrier, setter) {
      const span = spanToSend(context);
      if (span) setter.set(carrier, headerName, headerFor(span, context));
    },
  };
}

/**
 * As `xray`, but before what the headers say goes the trace id that the Lambda runtime was given for the invocation under
 * way, unless the context given has a span. By the AWS Lambda page of the semantic conventions; takes the place of `xray`.
 */
export function createXRayLambdaPropagator(
  runtimeTraceId: () => string | undefined,
): TextMapPropagator {
  const xray = createXRayPropagator();
  return {
    ...xray,
    extract(context, carrier, getter) {
      const told = hasSpan(context) ? context : withXRayHeader(context, runtimeTraceId());
      return hasSpan(told) && told !== context ? told : xray.extract(context, carrier, getter);
    },
  };
}

function hasSpan(context: Context): boolean {
  const span = trace.getSpanContext(context);
  return span !== undefined && isSpanContextValid(span);
}

function withXRayHeader(context: Context, header: string | undefined): Context {
  const fields = parseXRayHeader(header);
  if (fields.size === 0) return context;
  const kept = context.setValue(receivedFields, fields);
  const sender = xRaySender(fields);
  const isPassive = sender?.sampled === false && isMintedByAws(sender.traceId);
  return withSender(kept, isPassive ? { ...sender, sampled: undefined } : sender);
}

function headerFor({ traceId, spanId, sampled }: SentSpan, context: Context): string {
  const received = context.getValue(receivedFields) as XRayFields | undefined;
  const flag = received?.get('Sampled');
  const isDecided = flag === '0' || flag === '1';
  const fields = new Map([
    ['Root', xRayRoot(traceId)],
    ['Parent', spanId],
    ['Sampled', isDecided ? flag : String(Number(sampled))],
  ]);
  for (const [name, value] of received ?? []) if (!fields.has(name)) fields.set(name, value);
  return formatXRayHeader(fields);
}
