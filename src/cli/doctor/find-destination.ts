import type { ReadConfig } from '../../config/found-config.ts';

/** Where a function sends its spans, without anything secret. */
export type Destination =
  | {
      readonly kind: 'endpoint';
      readonly url: string;
      /** Names, never values. */
      readonly headers: readonly string[];
    }
  | { readonly kind: 'relay'; readonly url: string }
  | { readonly kind: 'console' | 'nowhere' };

/** What the configuration says, code that sets options apart. */
export function findDestination({ config }: ReadConfig): Destination {
  const { exporter, relay, otlp } = config;
  if (exporter === 'console') return { kind: 'console' };
  if (exporter === 'none') return { kind: 'nowhere' };
  if (relay?.kind === 'sqs') return { kind: 'relay', url: withoutSecrets(relay.queueUrl) };
  return {
    kind: 'endpoint',
    url: withoutSecrets(otlp.url),
    headers: Object.keys(otlp.headers).map(asHeaderName).sort(),
  };
}

/** Credentials and query may be secret. */
function withoutSecrets(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}

/** What doesn't look like a header's name may be a piece of a value that was not encoded. */
function asHeaderName(name: string): string {
  return /^[a-z][a-z-]{1,40}$/.test(name) ? name : '(another)';
}
