import { type Context, context, isSpanContextValid, type Span, trace } from '@opentelemetry/api';
import { isTracingSuppressed } from '@opentelemetry/core';
import { contextFields } from '../../propagation/context-fields.ts';
import { withPubSubContext } from '../../propagation/pubsub.ts';
import { guard } from '../../support/guard.ts';
import { withClaim } from '../call-context.ts';
import type { OutgoingRequest } from '../http-options.ts';
import { type MessageSpan, startMessageSpan } from './message-span.ts';
import type { Publish, PublishedMessage, Publisher, PubSubTracing } from './publisher.ts';

/** Set on a method that is traced, also by another copy of this package. */
const traced = Symbol.for('antifreeze.pubsub.traced');

type Callback = (error: unknown, messageId?: unknown) => unknown;

/** A message that is to be published in place of the caller's, and what becomes of it. */
interface Publication extends Omit<MessageSpan, 'span'> {
  readonly message: object;
  /** For the work of the client. */
  readonly inside: Context;
}

/**
 * A publisher's method with a span and a context for each message. Batches, which hold messages of several callers, are
 * made and sent behind it, and have no span.
 */
export function tracePublish(publish: Publish, tracing: PubSubTracing): Publish {
  if (traced in publish) return publish;
  const tracedPublish: Publish = function (message, ...rest) {
    const active = context.active();
    const publication = guard('starting the span of a Pub/Sub message', () =>
      startPublication(this, message, tracing, active),
    );
    if (!publication) return publish.call(this, message, ...rest);
    return run(publish.bind(this), publication, rest, active);
  };
  return Object.assign(tracedPublish, { [traced]: true });
}

function run(
  publish: (...args: unknown[]) => unknown,
  { message, inside, sent, failed }: Publication,
  [callback, ...rest]: unknown[],
  active: Context,
): unknown {
  const watched: Callback = (error, messageId) => {
    if (error) failed(error);
    else sent(messageId);
    // A callback is outside of the call.
    return context.with(active, callback as Callback, undefined, error, messageId);
  };
  const isCallback = typeof callback === 'function';
  try {
    const result = context.with(inside, () =>
      publish(message, isCallback ? watched : callback, ...rest),
    );
    return isCallback ? result : settle(result, sent, failed);
  } catch (error) {
    failed(error);
    throw error;
  }
}

async function settle(
  result: unknown,
  sent: (messageId: unknown) => void,
  failed: (error: unknown) => void,
): Promise<unknown> {
  try {
    const messageId = await result;
    sent(messageId);
    return messageId;
  } catch (error) {
    failed(error);
    throw error;
  }
}

function startPublication(
  publisher: Publisher,
  given: unknown,
  tracing: PubSubTracing,
  active: Context,
): Publication | undefined {
  if (!isPublishable(given) || !isTraced(active)) return undefined;
  // What the client has counted so far is without what is added here.
  const { calculatedSize: _, ...message } = { ...given, attributes: { ...given.attributes } };
  const ofClient = publisher.getParentSpan?.(message, 'Publisher.publishMessage');
  const { span, ...end } = ofClient
    ? endingOnFailure(ofClient)
    : startMessageSpan(tracing, publisher, message, active);
  const sending = trace.setSpan(active, span);
  if (tracing.options.messageContext !== false && isSpanContextValid(span.spanContext()))
    carryContext(message, given, sending);
  return { ...end, message, inside: withClaim(ofClient ? active : sending, publishes) };
}

/** By gRPC, and by the client's fallback to REST. Tokens, for one, are requests of others. */
function publishes({ url: { pathname } }: OutgoingRequest): boolean {
  return (
    pathname === '/google.pubsub.v1.Publisher/Publish' || /\/topics\/[^/]+:publish$/.test(pathname)
  );
}

function carryContext(
  message: { attributes: Record<string, string> },
  given: PublishedMessage,
  sending: Context,
): void {
  const count = Object.keys(given.attributes ?? {}).length;
  const ofClient = Object.keys(message.attributes).length - count;
  const carrying = withPubSubContext(given, contextFields(sending), ofClient);
  Object.assign(message.attributes, carrying);
}

/** The client ends its own span, but not that of a message that it refuses. */
function endingOnFailure(span: Span): MessageSpan {
  return {
    span,
    sent: () => undefined,
    failed: () => {
      if (span.isRecording()) span.end();
    },
  };
}

function isTraced(active: Context): boolean {
  return trace.getSpanContext(active) !== undefined && !isTracingSuppressed(active);
}

/** What the client refuses must be refused as without us: attributes of ours would make a message of nothing. */
function isPublishable(message: unknown): message is PublishedMessage {
  const { data, attributes = {} } = Object(message) as PublishedMessage;
  if (typeof attributes !== 'object' || attributes === null) return false;
  return Boolean(data) || Object.keys(attributes).length > 0;
}
