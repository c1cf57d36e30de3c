import type { Context } from '@opentelemetry/api';
import { firstContext } from './first-context.ts';
import { contextFromHeaders, type Headers } from './headers.ts';

/** What Google's client libraries write before the name of each field. */
const googlePrefix = 'googclient_';

/** The context in the attributes of a Pub/Sub message: written plainly, else by Google's own client. */
export function contextFromPubSub(attributes: Headers): Context | undefined {
  return firstContext(
    () => contextFromHeaders(attributes),
    () => contextFromHeaders(withoutPrefix(attributes)),
  );
}

function withoutPrefix(attributes: Headers): Headers {
  const fields = Object.entries(attributes)
    .filter(([name]) => name.startsWith(googlePrefix))
    .map(([name, value]) => [name.slice(googlePrefix.length), value]);
  return Object.fromEntries(fields);
}
