import {
  type Context,
  context,
  createContextKey,
  isSpanContextValid,
  trace,
} from '@opentelemetry/api';
import { awsTraceHeader, awsTraceHeaderName } from '../../propagation/aws-trace-header.ts';
import { contextFields } from '../../propagation/context-fields.ts';
import { headersSetter, readHeader } from '../../propagation/headers.ts';
import { guard } from '../../support/guard.ts';
import { callOf, markCall } from '../call-context.ts';
import type { AwsCall, AwsService } from './aws-service.ts';
import { type CallSpan, startCallSpan } from './call-span.ts';
import { type AwsTracing, carriesMessageContext } from './options.ts';
import { findService } from './services/index.ts';
import type {
  AwsInput,
  HandlerContext,
  Middleware,
  MiddlewareStack,
  SmithyClient,
} from './smithy.ts';

/** A call on its way from `send` to our middleware. */
interface SentCall {
  readonly tracing: AwsTracing;
  readonly client: SmithyClient;
  /** By which its caller may give it up. */
  readonly signal?: AbortSignal | undefined;
}

interface OpenCall extends SentCall {
  readonly callSpan: CallSpan;
}

const sentKey = createContextKey('antifreeze.aws-sent');

/** Set on a middleware stack that has our middleware, also that of another copy of this package. */
const prepared = Symbol.for('antifreeze.aws-sdk.prepared');

/** `active`, so that a call that is sent within it is traced. The outermost `send` of a client decides how. */
export function prepareCall(active: Context, call: SentCall): Context {
  prepare(call.client);
  const sent = active.getValue(sentKey) as SentCall | undefined;
  return sent?.client === call.client ? active : active.setValue(sentKey, call);
}

/** Once per stack. Without `send` the middleware does nothing, so that nobody has to take it out. */
function prepare(client: SmithyClient): void {
  const stack: MiddlewareStack & { [prepared]?: true } = client.middlewareStack;
  if (stack[prepared]) return;
  Object.defineProperty(stack, prepared, { value: true });
  stack.add(traceCall, { step: 'initialize', priority: 'high', name: 'antifreezeTraceCall' });
  stack.add(markRequest, { step: 'build', priority: 'low', name: 'antifreezeMarkRequest' });
  // Chains of middleware that the client has kept from earlier calls lack ours.
  Reflect.deleteProperty(client, 'handlers');
}

/**
 * First of all: the span, and context into the input. Only for what went through `send`: to sign a URL, or whatever
 * else resolves a client's stack, is no call.
 */
const traceCall: Middleware = (next, handlerContext) => async (args) => {
  const active = context.active();
  const sent = active.getValue(sentKey) as SentCall | undefined;
  if (!sent) return next(args);

  // The credentials that this call needs may take calls of their own.
  const outside = active.deleteValue(sentKey);
  const started = guard('starting the span of an AWS call', () =>
    startCall(sent, handlerContext, args.input, outside),
  );
  if (!started) return context.with(outside, next, undefined, args);
  const { inside, input, callSpan } = started;
  try {
    const result = await context.with(inside, next, undefined, { ...args, input });
    callSpan.succeeded(result.output as AwsInput | undefined);
    return result;
  } catch (error) {
    callSpan.failed(error);
    throw error;
  }
};

/** When the request is built and not yet signed: its header, and what it shows of where it goes. Retries have the same. */
const markRequest: Middleware = (next) => (args) => {
  guard('marking an AWS request', () => {
    const call = callOf(context.active()) as OpenCall | undefined;
    if (call?.callSpan) mark(args.request, call);
  });
  return next(args);
};

interface StartedCall {
  readonly inside: Context;
  readonly input: AwsInput;
  readonly callSpan: CallSpan;
}

function startCall(
  sent: SentCall,
  { clientName = '', commandName = '' }: HandlerContext,
  input: AwsInput,
  outside: Context,
): StartedCall | undefined {
  const call: AwsCall = {
    service: clientName.replace(/Client$/, ''),
    operation: commandName.replace(/Command$/, ''),
    input,
    options: sent.tracing.options,
  };
  const service = findService(call.service);
  const callSpan = startCallSpan(sent.tracing, service, call, outside, sent.signal);
  // As where tracing is suppressed: for what we ourselves send through the SDK.
  if (!isSpanContextValid(callSpan.span.spanContext())) return undefined;
  const open: OpenCall = { ...sent, callSpan };
  const inside = markCall(trace.setSpan(outside, callSpan.span), open);
  const carrying = guard('writing context into an AWS call', () =>
    carryingInput(service, call, inside),
  );
  guard('reading the region of an AWS call', () => addRegion(open, service));
  return { inside, input: carrying ?? input, callSpan };
}

function carryingInput(service: AwsService, call: AwsCall, inside: Context): AwsInput | undefined {
  if (!service.inject || !carriesMessageContext(call.options, service.name)) return undefined;
  const fields = contextFields(inside);
  return Object.keys(fields).length > 0 ? service.inject(call, fields) : undefined;
}

/** The client knows its region, or finds it out before it sends anything. */
function addRegion(
  { client, callSpan: { span } }: OpenCall,
  { regionAttribute }: AwsService,
): void {
  const region = client.config?.region;
  const add = (name: unknown) => {
    if (typeof name !== 'string' || !span.isRecording()) return;
    span.setAttribute('cloud.region', name);
    if (regionAttribute) span.setAttribute(regionAttribute, name);
  };
  Promise.resolve(typeof region === 'function' ? region() : region).then(add, () => undefined);
}

function mark(request: unknown, { callSpan: { span }, tracing: { options } }: OpenCall): void {
  const { headers, hostname } = (request ?? {}) as {
    headers?: Record<string, string>;
    hostname?: string;
  };
  if (hostname) span.setAttribute('server.address', hostname);
  if (!headers || options.traceHeader === false) return;
  const incoming = options.incomingTraceHeader?.() ?? readHeader(headers, awsTraceHeaderName);
  headersSetter.set(headers, awsTraceHeaderName, awsTraceHeader(span.spanContext(), incoming));
}
