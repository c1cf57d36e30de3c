import { type GoogleCall, refusalOf } from './google-call.ts';
import type { HttpAnswer } from './http-request.ts';
import type { RelayMessage } from './relay-message.ts';
import { type RelayQueue, refusedCall } from './relay-queue.ts';
import type { SendResult } from './transport.ts';
import { parseRetryAfter } from './transport-failures.ts';

/**
 * A topic behind `topics.publish`, which takes all messages of a call or none.
 * https://cloud.google.com/pubsub/docs/reference/rest/v1/projects.topics/publish
 */
export function pubSubTopic(publish: GoogleCall): RelayQueue {
  return {
    // 10 MB of a request, with room for what is around the messages.
    limits: { messages: 1_000, bytes: 9_000_000 },
    async send(messages, deadline) {
      const body = JSON.stringify({ messages: messages.map(publishable) });
      const result = resultOf(await publish(body, deadline));
      return messages.map(() => result);
    },
  };
}

/** JSON has the data in base64, the topic has them as they are. */
function publishable({ body, attributes }: RelayMessage): object {
  return { data: body, attributes: { ...attributes, 'content-encoding': 'gzip' } };
}

function resultOf(answer: HttpAnswer): SendResult {
  if (answer.status === 'unanswered') return refusedCall(answer.error, answer.fault);
  const { code, headers, body } = answer;
  if (code === 200) return { status: 'sent', answer: new Uint8Array() };
  const error = new Error(`Pub/Sub answered ${code}: ${refusalOf(body)}`);
  const isTooLarge = code === 413 || (code === 400 && /size|too large/i.test(error.message));
  if (isTooLarge) return { status: 'too-large', error };
  const retryAfterMs = parseRetryAfter(headers['retry-after']);
  const isTransient = code === 429 || code >= 500;
  return isTransient && retryAfterMs !== undefined
    ? { status: 'retryable', error, retryAfterMs }
    : refusedCall(error, isTransient ? undefined : `HTTP ${code}`);
}
