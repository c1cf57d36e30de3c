import {
  type Attributes,
  type Context,
  context,
  propagation,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { closeWithInvocation } from '../core/invocation-scope.ts';
import { contextFields, contextOf, isPassedOn } from '../propagation/context-fields.ts';
import { guard } from '../support/guard.ts';
import { plainAddress } from '../support/plain-address.ts';
import { belongsToTrace } from './belongs-to-trace.ts';
import type { CallCapture, CapturedRequest } from './call-capture.ts';
import { isClaimed } from './call-context.ts';
import { failureBehind, isCancellation, isTimeout } from './given-up.ts';
import type {
  HttpTracingOptions,
  IncomingResponse,
  OutgoingRequest,
  RequestDescription,
} from './http-options.ts';
import { portOf, requestFilter } from './request-filter.ts';
import { redactUrl, secretQueryParameters } from './url-redaction.ts';

/** The span of one request on the wire, by the HTTP conventions. A redirect or a retry is a request of its own. */
export interface ClientSpan {
  /** Where payloads are shown: what sees them. */
  readonly captured: CapturedRequest | undefined;
  /** The connection and the version of HTTP, as soon as they are known. */
  connected(peer: Peer, version: string): void;
  responded(response: IncomingResponse): void;
  /** What a protocol above HTTP says of the answer, with the type of an error if it was one. */
  answered(attributes: Attributes, errorType: string | undefined): void;
  /**
   * Only the first call counts. Without it, the span ends with the invocation. A `reason` may be the caller's own, who
   * gave the request up.
   */
  end(reason?: unknown): void;
  /** Ends it by an error that isn't the caller's. */
  failed(error: unknown): void;
}

/** What a socket says of its other end: no address where that is a Unix socket. */
interface Peer {
  readonly destroyed?: boolean;
  readonly remoteAddress?: string | undefined;
  readonly remotePort?: number | undefined;
}

/** Starts a request's span and writes its context into the request. Undefined where there is nothing to follow. */
export type StartClientSpan = (
  request: OutgoingRequest,
  /** What is known of the call by a protocol above HTTP; when it began, if that was before. */
  known?: RequestDescription & { readonly startTime?: number },
) => ClientSpan | undefined;

const methodsOfStandards = 'GET HEAD POST PUT DELETE CONNECT OPTIONS TRACE PATCH QUERY'.split(' ');

/** What all clients of HTTP share. */
export function clientSpans(
  tracer: Tracer,
  options: HttpTracingOptions,
  capture?: CallCapture,
): StartClientSpan {
  const filter = requestFilter(options);
  const methods = new Set(options.knownMethods ?? methodsOfStandards);
  const secret = new Set(options.redactedQueryParameters ?? secretQueryParameters);

  const isLeftAlone = (parent: Context, request: OutgoingRequest) =>
    !belongsToTrace(parent) ||
    // Before the filter, as it needs no URL.
    (options.leavesClaimed && isClaimed(parent, request)) ||
    !filter.traces(request);

  return (request, known = {}) => {
    const parent = context.active();
    if (isLeftAlone(parent, request)) return undefined;
    const description = options.describeRequest?.(request) ?? {};
    if (description === 'skip') return undefined;

    const { name, attributes } = describe(request);
    const span = tracer.startSpan(
      description.name ?? known.name ?? name,
      {
        ...(known.startTime && { startTime: known.startTime }),
        kind: description.kind ?? SpanKind.CLIENT,
        attributes: { ...attributes, ...known.attributes, ...description.attributes },
      },
      parent,
    );
    guard('writing the context', () => inject(trace.setSpan(parent, span), request, description));
    if (!span.isRecording()) return undefined;
    return follow(span, parent, description, capture?.request(span, parent, request));
  };

  /** Samplers see these, so they are all that is known before the request is sent. */
  function describe({ method, url, socketPath }: OutgoingRequest) {
    const known = methods.has(method);
    const attributes: Attributes = {
      'http.request.method': known ? method : '_OTHER',
      'server.address': socketPath ?? url.hostname.replace(/^\[|\]$/g, ''),
      'url.full': redactUrl(url, secret),
    };
    if (!socketPath) attributes['server.port'] = portOf(url);
    if (!known) attributes['http.request.method_original'] = method;
    return { name: known ? method : 'HTTP', attributes };
  }

  function inject(spanContext: Context, request: OutgoingRequest, description: RequestDescription) {
    if (description.inject) description.inject(spanContext, request);
    else if (filter.propagates(request)) propagate(spanContext, request);
  }
}

/**
 * What the caller has set stays, but for a trace context that was passed on, say with all headers of the request that the
 * function serves. One of the caller's own isn't mixed with fields of ours; baggage is apart.
 */
function propagate(spanContext: Context, request: OutgoingRequest): void {
  const fields = contextFields(spanContext);
  const isSet = (name: string) => request.header(name) !== undefined;
  const isBaggage = (name: string) => name === 'baggage';
  const keepsOwn =
    propagation.fields().some((name) => !isBaggage(name) && isSet(name)) &&
    !isPassedOn(contextOf(request.header), spanContext);
  for (const [name, value] of Object.entries(fields)) {
    if (isBaggage(name) ? !isSet(name) : !keepsOwn) request.setHeader(name, value);
  }
}

/** An invocation may end the span before the response comes, which it then leaves alone. */
function follow(
  span: Span,
  parent: Context,
  { onResponse }: RequestDescription,
  captured: CapturedRequest | undefined,
): ClientSpan {
  const forget = closeWithInvocation(parent, () => end());
  return {
    captured,
    connected({ remoteAddress, remotePort, destroyed }, version) {
      if (!span.isRecording()) return;
      const isUnix = remoteAddress === undefined && destroyed === false;
      span.setAttributes({
        'network.protocol.version': version,
        'network.peer.address': plainAddress(remoteAddress),
        'network.peer.port': remotePort,
        'network.transport': isUnix ? 'unix' : undefined,
      });
    },
    responded(response) {
      if (!span.isRecording()) return;
      const { status } = response;
      span.setAttribute('http.response.status_code', status);
      if (status >= 400) markFailed(String(status));
      onResponse?.(span, response);
    },
    answered(attributes, errorType) {
      if (!span.isRecording()) return;
      span.setAttributes(attributes);
      if (errorType) markFailed(errorType);
    },
    end: (reason) => end(isOfCaller(reason) ? undefined : reason),
    failed: end,
  };

  function markFailed(type: string): void {
    span.setAttribute('error.type', type);
    span.setStatus({ code: SpanStatusCode.ERROR });
  }

  function end(error?: unknown): void {
    if (!span.isRecording()) return;
    forget();
    const failure = failureBehind(error);
    if (failure !== undefined) recordError(span, failure);
    captured?.ended();
    span.end();
  }
}

/**
 * What a caller aborts a request with comes out as it went in, and may be anything. Errors of Node.js, of undici and of
 * their like have a code.
 */
function isOfCaller(reason: unknown): boolean {
  const { code } = Object(reason) as NodeJS.ErrnoException;
  return typeof code !== 'string' && !isCancellation(reason) && !isTimeout(reason);
}

function recordError(span: Span, error: unknown): void {
  const { name, message, code } = Object(error) as NodeJS.ErrnoException;
  span.setAttribute('error.type', typeof code === 'string' ? code : name || '_OTHER');
  span.setStatus({ code: SpanStatusCode.ERROR, ...(message && { message }) });
}
