import { regionIn } from '../../export/sqs-service.ts';

/** What the URL of a queue tells. */
export interface ParsedQueueUrl {
  readonly url: string;
  /** Undefined at an endpoint that isn't AWS's own. */
  readonly region: string | undefined;
  readonly account: string;
  readonly name: string;
}

/** Takes apart a URL such as `https://sqs.eu-west-1.amazonaws.com/123456789012/spans`; undefined for anything else. */
export function parseQueueUrl(text: string): ParsedQueueUrl | undefined {
  if (!URL.canParse(text.trim())) return undefined;
  const { protocol, origin, hostname, pathname } = new URL(text.trim());
  const [, account, name] = /^\/(\d{12})\/([\w-]{1,80}(?:\.fifo)?)$/.exec(pathname) ?? [];
  if (!/^https?:$/.test(protocol) || !account || !name) return undefined;
  return { url: `${origin}${pathname}`, region: regionIn(hostname), account, name };
}
