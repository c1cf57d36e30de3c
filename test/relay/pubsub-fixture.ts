import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { encodeRelayMessage } from '../../src/export/relay-message.ts';
import type { Destination } from '../../src/relay/destination.ts';
import {
  createPubSubHandler,
  type PubSubHandler,
  type PubSubRelayParts,
} from '../../src/relay/pubsub-handler.ts';
import { encodedSpans } from './relay-fixture.ts';

/** The body of a push request. */
export interface Push {
  readonly subscription: string;
  readonly message: {
    readonly data?: string;
    readonly attributes: Readonly<Record<string, string>>;
    readonly messageId: string;
    readonly message_id: string;
    readonly publishTime: string;
  };
}

/** A push request with these spans. */
export async function pushOf(messageId: string, spans: ReadableSpan[]): Promise<Push> {
  const { body, attributes } = await encodeRelayMessage(encodedSpans(spans), 'traces');
  return pushWith(messageId, body, attributes);
}

export function pushWith(
  messageId: string,
  data: string,
  attributes: Readonly<Record<string, string>> = { 'antifreeze.format': 'otlp-traces/1' },
): Push {
  return {
    subscription: 'projects/shop/subscriptions/relay',
    message: {
      data,
      attributes,
      messageId,
      message_id: messageId,
      publishTime: '2026-11-22T21:12:00Z',
    },
  };
}

/** A relay to these destinations, what it logs, and a way to push to it that gives the status of the answer. */
export function pubSubRelayTo(
  destinations: readonly Destination[],
  changes: Partial<PubSubRelayParts> = {},
): { relay: PubSubHandler; lines: string[]; push: (body: unknown) => Promise<number> } {
  const lines: string[] = [];
  const relay = createPubSubHandler({
    destinations,
    maxRequestSize: 4 * 1024 * 1024,
    retryForMs: 2_000,
    answerWithinMs: 60_000,
    mergeForMs: 20,
    log: (line) => lines.push(line),
    ...changes,
  });
  const push = async (body: unknown) => {
    const response = { statusCode: 200, ended: 0, end: () => (response.ended += 1) };
    await relay.http({ body }, response);
    return response.ended === 1 ? response.statusCode : 0;
  };
  return { relay, lines, push };
}
