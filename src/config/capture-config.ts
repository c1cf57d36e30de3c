/** What of a function's payloads can be shown: its own, those of outgoing requests, those of calls of the AWS SDK. */
export type CapturedPayload =
  | 'event'
  | 'result'
  | 'http-request'
  | 'http-response'
  | 'aws-input'
  | 'aws-output';

/** A payload, always or only of invocations that fail; `all` of them; `none`. */
export type CaptureName = CapturedPayload | 'all' | `${CapturedPayload | 'all'}:errors` | 'none';

export type CapturedPayloads = {
  readonly [Payload in CapturedPayload]?: 'always' | 'errors';
};

/** Of requests to the function, of its responses, of requests that it makes, of the responses to them. */
export type HeaderPlace = 'serverRequest' | 'serverResponse' | 'clientRequest' | 'clientResponse';

/** Gives what is shown of a text or number in a payload. `path` has the names on the way to it. */
export type RedactValue = (value: string | number, path: readonly string[]) => unknown;

/** What is captured of payloads and headers, where anything is. */
export interface CaptureConfig {
  readonly payloads: CapturedPayloads;
  /** Names of headers, as regular expressions. */
  readonly headers: { readonly [Place in HeaderPlace]?: readonly string[] };
  /** Most characters of one payload. */
  readonly limit: number;
  /** Most characters of all calls of an invocation. */
  readonly total: number;
  readonly redactedNames: readonly string[];
  readonly redactedValues: readonly RegExp[];
  /** Names of headers, as regular expressions. */
  readonly redactedHeaders: readonly string[];
  readonly redact: RedactValue | undefined;
}
