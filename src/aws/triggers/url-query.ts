import type { Fields } from '../../triggers/payload-fields.ts';
import { mostComplete } from './request-headers.ts';

/** The query of an event whose parameters were percent-decoded, encoded again. */
export function queryOfDecoded(event: Fields): string | undefined {
  return joinParameters(event, encode);
}

/** The query of an event whose parameters are still as the client encoded them. */
export function queryOfEncoded(event: Fields): string | undefined {
  return joinParameters(event, (part) => part);
}

function joinParameters(event: Fields, encoded: (part: string) => string): string | undefined {
  const parameters = mostComplete(
    event,
    'multiValueQueryStringParameters',
    'queryStringParameters',
  );
  if (!parameters) return undefined;
  const pairs: string[] = [];
  for (const [name, value] of Object.entries(parameters)) {
    for (const one of strings(value)) pairs.push(`${encoded(name)}=${encoded(one)}`);
  }
  return pairs.join('&');
}

function strings(value: unknown): string[] {
  const list = Array.isArray(value) ? value : [value];
  return list.filter((one) => typeof one === 'string');
}

/** Half a surrogate pair has no encoding, and encodeURIComponent throws at it. */
function encode(part: string): string {
  return encodeURIComponent(part.toWellFormed());
}
