import type { Attributes, Context, Span, SpanKind } from '@opentelemetry/api';

/** What is traced of outgoing HTTP, where context goes, and what a span keeps secret. */
export interface HttpInstrumentationOptions {
  /** Hosts whose requests are left alone: no span, no context. Lambda's runtime API and the X-Ray daemon belong here. */
  readonly ignoreHosts?: readonly HostPattern[] | undefined;

  /** URLs whose requests are left alone: no span, no context. */
  readonly ignoreUrls?: readonly UrlPattern[] | undefined;

  /** The only hosts that trace context and baggage go to. Default: every host but the endpoints of AWS's own services. */
  readonly propagateTo?: readonly HostPattern[] | undefined;

  /** Query parameters, case-sensitive, whose values are redacted in `url.full`. Default `secretQueryParameters`, which a longer list may include. */
  readonly redactedQueryParameters?: readonly string[] | undefined;

  /** The request methods that may name a span, case-sensitive. Default: those of RFC 9110, PATCH and QUERY. */
  readonly knownMethods?: readonly string[] | undefined;

  /** Lets a more specific instrumentation take a request over, or claim it with `skip`: then it gets no span and no context here. */
  readonly describeRequest?:
    | ((request: OutgoingRequest) => RequestDescription | 'skip' | undefined)
    | undefined;
}

/** With what isn't the user's to say. */
export interface HttpTracingOptions extends HttpInstrumentationOptions {
  /** Whether nobody is asked about the requests of calls that have spans, which are left alone. */
  readonly leavesClaimed?: boolean;
}

/** A string means that host, `host:port` or just the name, and its subdomains; `*.host` only these. The others see the name without port. */
export type HostPattern = string | RegExp | ((host: string) => boolean);

/** A string means each URL that begins with it. The others see the whole URL, secrets included. */
export type UrlPattern = string | RegExp | ((url: string) => boolean);

/** A request whose headers, as a rule, have not been sent yet. */
export interface OutgoingRequest {
  /** As the caller wrote it, but for `node:http`, which makes it upper-case. */
  readonly method: string;
  /** With the name that the caller means: that of the field `Host`, if there is one. */
  readonly url: URL;
  /** Where the request is sent, if that has another name; filters see both. */
  readonly address?: URL | undefined;
  /** Whether the port of `address` isn't known. */
  readonly portUnknown?: boolean | undefined;
  /** The Unix socket that the request goes to, in place of a host. */
  readonly socketPath?: string | undefined;
  /** Reads a field whatever its spelling. */
  header(name: string): string | undefined;
  /** Writes a field in place of one of that name. False where it is too late, and nothing was written. */
  setHeader(name: string, value: string): boolean;
}

/** The head of a response. */
export interface IncomingResponse {
  readonly status: number;
  /** Reads a field whatever its spelling. */
  header(name: string): string | undefined;
}

/** What is to be different in the span of a request that more is known about. */
export interface RequestDescription {
  readonly name?: string | undefined;
  readonly kind?: SpanKind | undefined;
  /** Added to those of the HTTP conventions, or in their place. */
  readonly attributes?: Attributes | undefined;
  /** Writes the context, which holds the new span, in place of the global propagator. */
  readonly inject?: ((context: Context, request: OutgoingRequest) => void) | undefined;
  /** Sees the response as soon as its head is there. */
  readonly onResponse?: ((span: Span, response: IncomingResponse) => void) | undefined;
}
