import { type Attributes, type Context, diag, type Span, SpanStatusCode } from '@opentelemetry/api';
import type { CaptureConfig, CapturedPayload, HeaderPlace } from '../config/capture-config.ts';
import { invocationScopeIn } from '../core/invocation-scope.ts';
import { headerAttributes } from './header-attributes.ts';
import { createRedactor, type Redact } from './redactor.ts';
import { secretPaths } from './secret-paths.ts';

/** What a function has chosen to show of what goes in and out. All of it is redacted before it is kept anywhere. */
export interface PayloadCapture {
  /** What of a body is of use: some more than is shown, so that what is cut is cut at a word. */
  readonly mostBytes: number;
  mode(payload: CapturedPayload): 'always' | 'errors' | undefined;
  recordHeaders(span: Span, place: HeaderPlace, headers: () => unknown): void;
  /** Puts a payload of the invocation itself on its root span. False where there is none. */
  recordOwn(root: Span, payload: CapturedPayload, content: () => unknown): boolean;
  /**
   * Puts a payload of a call on its span, which is about to end. One that is for failures only is kept where the call did
   * not fail: the invocation may.
   */
  recordCall(span: Span, context: Context, payload: CapturedPayload, content: unknown): void;
  /** Tells on the root span of a failed invocation what was kept of its calls. */
  tellKept(root: Span, context: Context): void;
}

/** What the calls of one invocation have taken. */
interface Calls {
  left: number;
  readonly kept: Map<string, Attributes>;
}

/** No attribute that the conventions have: for HTTP the names of ECS, else ours. */
const attributes: { readonly [Payload in CapturedPayload]: string } = {
  event: 'antifreeze.event.content',
  result: 'antifreeze.result.content',
  'http-request': 'http.request.body.content',
  'http-response': 'http.response.body.content',
  'aws-input': 'antifreeze.aws.input.content',
  'aws-output': 'antifreeze.aws.output.content',
};
const headerPrefixes = {
  serverRequest: 'http.request.header.',
  serverResponse: 'http.response.header.',
  clientRequest: 'http.request.header.',
  clientResponse: 'http.response.header.',
} as const;
/** In characters; of less there is nothing to see. */
const leastRoom = 64;

export function createPayloadCapture(config: CaptureConfig): PayloadCapture {
  const { payloads, limit, total } = config;
  const redact = redactorOf(config);
  const recordHeaders = headerRecorder(config, redact);
  const calls = new WeakMap<object, Calls>();

  function callsOf(context: Context): Calls {
    const invocation = invocationScopeIn(context) ?? context;
    const known = calls.get(invocation) ?? { left: total, kept: new Map() };
    calls.set(invocation, known);
    return known;
  }

  return {
    mostBytes: 2 * limit + 64,
    mode: (payload) => payloads[payload],
    recordHeaders,
    recordOwn(root, payload, read) {
      const text = quietly(() => {
        const content = read();
        return content === undefined ? undefined : redact(content, limit);
      });
      if (text !== undefined) root.setAttribute(attributes[payload], text);
      return text !== undefined;
    },
    recordCall(span, context, payload, content) {
      const { left, kept } = callsOf(context);
      if (left < leastRoom) return;
      const text = quietly(() => redact(content, Math.min(limit, left)));
      if (text === undefined) return;
      callsOf(context).left -= text.length;
      const attribute = { [attributes[payload]]: text };
      const { spanId } = span.spanContext();
      if (payloads[payload] === 'always' || hasFailed(span)) span.setAttributes(attribute);
      else kept.set(spanId, { ...kept.get(spanId), ...attribute });
    },
    tellKept(root, context) {
      for (const [spanId, kept] of callsOf(context).kept)
        root.addEvent('antifreeze.payload', { 'antifreeze.payload.span_id': spanId, ...kept });
    },
  };
}

function redactorOf({ redactedNames, redactedValues, redact: own }: CaptureConfig): Redact {
  const values = redactedValues.map(
    (value) => new RegExp(value, `${value.flags.replace(/[gy]/g, '')}g`),
  );
  return createRedactor({ names: redactedNames, values, own });
}

function headerRecorder(
  { headers, limit, redactedNames, redactedHeaders }: CaptureConfig,
  redact: Redact,
): PayloadCapture['recordHeaders'] {
  const wanted = new Map(Object.entries(headers).map(([place, names]) => [place, anyOf(names)]));
  const isSecretPath = secretPaths(redactedNames);
  const secret = anyOf(redactedHeaders);
  const isSecret = (name: string) => secret.test(name) || isSecretPath([name]);
  return (span, place, read) => {
    const pattern = wanted.get(place);
    const rules = pattern && { wanted: pattern, isSecret, redact, limit };
    const found = rules && quietly(() => headerAttributes(headerPrefixes[place], read(), rules));
    if (found) span.setAttributes(found);
  };
}

/** Whether a span of the SDK says so by now. */
export function hasFailed(span: Span): boolean {
  return Object(Object(span).status).code === SpanStatusCode.ERROR;
}

/** What fails may say in its error what it was about, so nobody is told more than that it did. */
export function quietly<Result>(work: () => Result): Result | undefined {
  try {
    return work();
  } catch {
    diag.warn('antifreeze: a payload is left out, as redacting it failed');
    return undefined;
  }
}

/** Whole names, in any case; with no patterns it is true of none. */
function anyOf(patterns: readonly string[]): RegExp {
  return new RegExp(`^(?:${patterns.length > 0 ? patterns.join('|') : '(?!)'})$`, 'i');
}
