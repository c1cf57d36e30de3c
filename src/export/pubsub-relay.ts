import type { PubSubRelayConfig } from '../config/config.ts';
import { readGoogleApi, readMetadataHost } from '../config/google-apis.ts';
import { metadataTokens } from './access-tokens.ts';
import type { SenderOptions } from './create-sender.ts';
import type { OtlpEncoding } from './encoding.ts';
import { googleCall } from './google-call.ts';
import { pubSubTopic } from './pubsub-topic.ts';
import { relaySender } from './relay-sender.ts';
import type { Send } from './send.ts';

/** How long the first token may take, in milliseconds. Nobody waits for it as long as nothing is sent. */
const firstTokenMs = 3_000;

/** Sends items to the topic of a relay, as protobuf, with tokens of the metadata server. */
export function pubSubRelay<Item>(
  { topic, maxMessageSize }: PubSubRelayConfig,
  encoding: OtlpEncoding<Item>,
  { http = {}, report }: Pick<SenderOptions, 'http' | 'report'> = {},
): Send<Item> {
  const api = readGoogleApi('PUBSUB');
  const tokens = metadataTokens(readMetadataHost(), Date.now, http.openSocket);
  if (!api.isEmulator) tokens.get(Date.now() + firstTokenMs).catch(() => undefined);
  const publish = googleCall(api, `/v1/${topic}:publish`, 'POST', tokens, http);
  return relaySender({ encoding, queue: pubSubTopic(publish), maxMessageSize, report });
}
