import { type Context, type Span, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { closeWithInvocation } from '../../core/invocation-scope.ts';
import { brokerName } from '../../support/broker-name.ts';
import type { PublishedMessage, Publisher, PubSubTracing } from './publisher.ts';

/** The span of one message that is sent. */
export interface MessageSpan {
  readonly span: Span;
  sent(messageId: unknown): void;
  failed(error: unknown): void;
}

/** The names of the errors of gRPC, by number. https://grpc.io/docs/guides/status-codes/ */
const statusNames =
  'OK CANCELLED UNKNOWN INVALID_ARGUMENT DEADLINE_EXCEEDED NOT_FOUND ALREADY_EXISTS PERMISSION_DENIED RESOURCE_EXHAUSTED FAILED_PRECONDITION ABORTED OUT_OF_RANGE UNIMPLEMENTED INTERNAL UNAVAILABLE DATA_LOSS UNAUTHENTICATED'.split(
    ' ',
  );

/** Starts the span. It ends when Pub/Sub has answered, and at the latest with the invocation that `parent` belongs to. */
export function startMessageSpan(
  { tracer }: PubSubTracing,
  { topic }: Publisher,
  { orderingKey }: PublishedMessage,
  parent: Context,
): MessageSpan {
  const name = /[^/]+$/.exec(topic?.name ?? '')?.[0];
  const span = tracer.startSpan(
    `send ${name ?? 'gcp_pubsub'}`,
    {
      kind: SpanKind.PRODUCER,
      attributes: {
        'messaging.system': 'gcp_pubsub',
        'messaging.operation.name': 'send',
        'messaging.operation.type': 'send',
        ...(name && {
          'messaging.destination.name': name,
          'service.peer.name': brokerName('gcp_pubsub', name),
        }),
        ...(orderingKey && { 'messaging.gcp_pubsub.message.ordering_key': orderingKey }),
      },
    },
    parent,
  );
  const forget = closeWithInvocation(parent, () => span.end());
  const finish = (record: () => void) => {
    forget();
    // Not if the invocation has ended it.
    if (!span.isRecording()) return;
    record();
    span.end();
  };
  return {
    span,
    sent: (messageId) =>
      finish(() => {
        if (typeof messageId === 'string') span.setAttribute('messaging.message.id', messageId);
      }),
    failed: (error) => finish(() => recordError(span, error)),
  };
}

function recordError(span: Span, error: unknown): void {
  const { code, name, message } = Object(error) as Error & { code?: unknown };
  const type = typeof code === 'number' ? statusNames[code] : name;
  span.setAttribute('error.type', type ?? '_OTHER');
  span.setStatus({ code: SpanStatusCode.ERROR, ...(message && { message }) });
  span.recordException(error instanceof Error ? error : String(error));
}
