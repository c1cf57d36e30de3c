import { type Context, context, createContextKey, isSpanContextValid } from '@opentelemetry/api';
import { callListener } from '../../core/call-listener.ts';
import { awsTraceHeader, awsTraceHeaderName } from '../../propagation/aws-trace-header.ts';
import { contextFields } from '../../propagation/context-fields.ts';
import { headersSetter, readHeader } from '../../propagation/headers.ts';
import { guard } from '../../support/guard.ts';
import { withClaim } from '../call-context.ts';
import type { AwsTracing } from './aws-tracing.ts';
import { startCallSpan } from './call-span.ts';
import { beginCall, type OpenCall, openCall, outOfCall } from './open-call.ts';
import { carriesMessageContext } from './options.ts';
import { claimOf, isFed, type SentRequest } from './sent-request.ts';
import { findService } from './services/index.ts';
import { readScope } from './signature-scope.ts';
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

const sentKey = createContextKey('antifreeze.aws-sent');

/** Set on a middleware stack that has our middleware, also that of another copy of this package. */
const prepared = Symbol.for('antifreeze.aws-sdk.prepared');

/** In the arguments of middleware between ours, the input in place of which a copy with context is serialised. */
const given = Symbol('antifreeze.given-input');

/** `active`, so that a call that is sent within it is traced. The outermost `send` of a client decides how. */
export function prepareCall(active: Context, call: SentCall): Context {
  prepare(call.client);
  const sent = active.getValue(sentKey) as SentCall | undefined;
  return sent?.client === call.client ? active : active.setValue(sentKey, call);
}

/**
 * Once per stack. Without `send` the middleware does nothing, so that nobody has to take it out. Every command of the
 * SDK brings the serialiser.
 */
function prepare(client: SmithyClient): void {
  const stack: MiddlewareStack & { [prepared]?: true } = client.middlewareStack;
  if (stack[prepared]) return;
  Object.defineProperty(stack, prepared, { value: true });
  const toMiddleware = 'serializerMiddleware';
  stack.add(traceCall, { step: 'initialize', priority: 'high', name: 'antifreezeTraceCall' });
  stack.addRelativeTo(carryContext, { relation: 'before', toMiddleware, name: 'antifreezeCarry' });
  stack.addRelativeTo(restoreInput, { relation: 'after', toMiddleware, name: 'antifreezeRestore' });
  stack.add(markRequest, { step: 'build', priority: 'low', name: 'antifreezeMarkRequest' });
  stack.add(sendRequest, { step: 'deserialize', priority: 'low', name: 'antifreezeSendRequest' });
  // Chains of middleware that the client has kept from earlier calls lack ours.
  Reflect.deleteProperty(client, 'handlers');
}

/**
 * First of all: the span. Only for what went through `send`: to sign a URL, or whatever else resolves a client's stack,
 * is no call.
 */
const traceCall: Middleware = (next, handlerContext) => async (args) => {
  const active = context.active();
  const sent = active.getValue(sentKey) as SentCall | undefined;
  if (!sent) return next(args);

  // The credentials that this call needs may take calls of their own.
  const outside = active.deleteValue(sentKey);
  const open = guard('starting the span of an AWS call', () =>
    startCall(sent, handlerContext, args.input, outside),
  );
  if (!open) return context.with(outside, next, undefined, args);
  try {
    const result = await context.with(open.within, next, undefined, args);
    open.callSpan.answered(result);
    return result;
  } catch (error) {
    open.callSpan.failed(error);
    throw error;
  }
};

/** Last before the input becomes a request, so that whatever the caller's own middleware adds to it has been added. */
const carryContext: Middleware = (next, handlerContext) => (args) => {
  const open = openCall(context.active(), handlerContext);
  const { input } = args;
  const carrying = open && guard('writing context into an AWS call', () => carry(open, input));
  return next(carrying ? { ...args, input: carrying, [given]: input } : args);
};

/** Middleware that sees the request sees the caller's own input, whose changes the caller may look for. */
const restoreInput: Middleware = (next) => (args) => {
  const { [given]: input, ...rest } = args;
  return next(input ? { ...rest, input } : args);
};

/** When the request is built and not yet signed: its header, and what it shows of where it goes. Retries have the same. */
const markRequest: Middleware = (next, handlerContext) => (args) => {
  guard('marking an AWS request', () => {
    const open = openCall(context.active(), handlerContext);
    if (open) mark(Object(args.request), open);
  });
  return next(args);
};

/**
 * Last of all, each attempt as the HTTP client gets it. What runs from here on beside that client is a generator that
 * feeds the body, which the call waits for, or listeners to the answer, which may outlast the call: they are its caller's.
 */
const sendRequest: Middleware = (next, handlerContext) => (args) => {
  const active = context.active();
  const open = openCall(active, handlerContext);
  const sending =
    open &&
    guard('sending an AWS request', () => {
      const request: SentRequest = Object(args.request);
      addRegion(open, request);
      return withClaim(isFed(request) ? active : outOfCall(active, open), claimOf(request));
    });
  return sending ? context.with(sending, next, undefined, args) : next(args);
};

function startCall(
  { tracing, signal }: SentCall,
  handlerContext: HandlerContext,
  input: AwsInput,
  outside: Context,
): OpenCall | undefined {
  const { clientName = '', commandName = '' } = handlerContext;
  const call = {
    service: clientName.replace(/Client$/, ''),
    operation: commandName.replace(/Command$/, ''),
    input,
    options: tracing.options,
  };
  callListener(outside)?.(call.operation, input);
  const service = findService(call.service);
  const callSpan = startCallSpan(tracing, service, call, outside, signal);
  // As where tracing is suppressed: for what we ourselves send through the SDK.
  if (!isSpanContextValid(callSpan.span.spanContext())) return undefined;
  return beginCall({ service, call, callSpan, outside, handlerContext });
}

function carry(open: OpenCall, input: AwsInput): AwsInput | undefined {
  const { service, call } = open;
  if (!service.inject || !carriesMessageContext(call.options, service.name)) return undefined;
  // Not of a span that the caller's own middleware may have begun.
  const fields = contextFields(open.within);
  return Object.keys(fields).length > 0 ? service.inject({ ...call, input }, fields) : undefined;
}

function mark(
  { headers, hostname, port }: SentRequest,
  { callSpan: { span }, call }: OpenCall,
): void {
  const { options } = call;
  if (hostname) span.setAttribute('server.address', hostname);
  if (port) span.setAttribute('server.port', port);
  if (!headers || options.traceHeader === false) return;
  const incoming = options.incomingTraceHeader?.() ?? readHeader(headers, awsTraceHeaderName);
  headersSetter.set(headers, awsTraceHeaderName, awsTraceHeader(span.spanContext(), incoming));
}

/** The region that the request is signed for: to ask the client could call a function of the caller's. */
function addRegion(
  { callSpan: { span }, service: { regionAttribute } }: OpenCall,
  { headers = {} }: SentRequest,
): void {
  const { region } = readScope(headers);
  if (region === undefined) return;
  span.setAttribute('cloud.region', region);
  if (regionAttribute) span.setAttribute(regionAttribute, region);
}
