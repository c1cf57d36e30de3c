import { type Context, createContextKey, type Span, SpanKind } from '@opentelemetry/api';
import { NoopSpanProcessor, type ReadableSpan } from '@opentelemetry/sdk-trace';
import type { RootSpanInit } from './trigger.ts';

/** What instrumentations of frameworks look for in the context of a request, to say which route it took. */
export interface RequestMetadata {
  readonly type: 'http';
  readonly span: Span;
  route?: string;
  /** Ours: what the last span said that knows one. */
  routeOfSpan?: string;
}

/** The key of `setRPCMetadata` in `@opentelemetry/core`: the same in each of its copies. */
const metadataKey = createContextKey('OpenTelemetry SDK Context Key RPC_METADATA');
const routeAttribute = 'http.route';

/** Lets frameworks, and the spans of their instrumentations, tell the route of the request that `root` is about. */
export function withRequestMetadata(
  context: Context,
  root: Span,
  { attributes }: RootSpanInit,
): Context {
  if (attributes['http.request.method'] === undefined) return context;
  return context.setValue(metadataKey, { type: 'http', span: root } satisfies RequestMetadata);
}

export function requestMetadata(context: Context): RequestMetadata | undefined {
  const metadata = context.getValue(metadataKey) as RequestMetadata | undefined;
  return metadata?.type === 'http' ? metadata : undefined;
}

/**
 * Gives the root span the route that a framework took, where the gateway has one for everything. What the function itself
 * has said, by the attribute or by `updateName`, stays.
 */
export function recordRoute(
  root: Span,
  { name, attributes }: RootSpanInit,
  context: Context,
): void {
  const metadata = requestMetadata(context);
  const { name: currentName, attributes: current } = root as Partial<ReadableSpan>;
  if (!metadata || !current) return;
  const given = attributes[routeAttribute];
  const set = current[routeAttribute];
  const isSet = set !== given || !takesEverything(given);
  const route = isSet ? set : (metadata.route ?? metadata.routeOfSpan);
  if (route === given || typeof route !== 'string' || route === '') return;
  root.setAttribute(routeAttribute, route);
  if (name !== undefined && name === currentName) root.updateName(`${name.split(' ')[0]} ${route}`);
}

/** Whether a route is none, or that of all requests: of a gateway `/{proxy+}`, of a framework's middleware `/*`. */
function takesEverything(route: unknown): boolean {
  return typeof route !== 'string' || /^\/?\*?$|\+}$/.test(route);
}

/** Takes the route from the spans of a framework's instrumentation, for those that tell it nowhere else. */
export class RouteProcessor extends NoopSpanProcessor {
  readonly #requests = new WeakMap<object, RequestMetadata>();

  override onStart(span: Span & Pick<ReadableSpan, 'kind'>, parentContext: Context): void {
    const request = requestMetadata(parentContext);
    if (request && (span.kind === SpanKind.INTERNAL || span.kind === SpanKind.SERVER))
      this.#requests.set(span, request);
  }

  override onEnd(span: ReadableSpan): void {
    const request = this.#requests.get(span);
    const route = span.attributes[routeAttribute];
    if (request && typeof route === 'string' && !takesEverything(route))
      request.routeOfSpan = route;
  }
}
