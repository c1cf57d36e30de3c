import { objectHash } from '../../propagation/deterministic-link.ts';
import { listAt, textAt } from '../../triggers/event-path.ts';

/** More objects than that say nothing more, and attributes have to end somewhere. */
const mostObjects = 100;
/** S3's own messages are of one or two kilobytes. */
const longestMessage = 16_384;

export function bucketOf(record: unknown): string | undefined {
  return textAt(record, 's3', 'bucket', 'name');
}

export function keyOf(record: unknown): string | undefined {
  return decodedKey(textAt(record, 's3', 'object', 'key'));
}

/** Keys come URL-encoded, as of an HTML form. */
export function decodedKey(key: string | undefined): string | undefined {
  try {
    return key && decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    return key;
  }
}

/** The hashes of the objects in an event notification of S3, or in S3's event on an EventBridge bus; undefined if none. */
export function objectHashes(notification: unknown): string[] | undefined {
  const notified = listAt(notification, 'Records').slice(0, mostObjects).map(notifiedHash);
  return known([...notified, busEventHash(notification)]);
}

/** The same of queued messages, whose bodies are such an event, or an SNS notification of one. */
export function objectHashesIn(bodies: readonly unknown[]): string[] | undefined {
  return known(bodies.slice(0, mostObjects).flatMap((body) => messageHashes(body, 2) ?? []));
}

function messageHashes(message: unknown, depth: number): string[] | undefined {
  const mayTell = typeof message === 'string' && message.length <= longestMessage;
  if (depth === 0 || !mayTell || !/aws[:.]s3/.test(message)) return undefined;
  try {
    const parsed: unknown = JSON.parse(message);
    return objectHashes(parsed) ?? messageHashes(textAt(parsed, 'Message'), depth - 1);
  } catch {
    return undefined;
  }
}

/** Deleted objects have no ETag, and nothing that could have been written. */
function notifiedHash(record: unknown): string | undefined {
  return hashOf(bucketOf(record), keyOf(record), textAt(record, 's3', 'object', 'eTag'));
}

/** On a bus, keys are as they are. */
function busEventHash(event: unknown): string | undefined {
  if (textAt(event, 'source') !== 'aws.s3') return undefined;
  const of = (...path: [string, string]) => textAt(event, 'detail', ...path);
  return hashOf(of('bucket', 'name'), of('object', 'key'), of('object', 'etag'));
}

function hashOf(bucket?: string, key?: string, eTag?: string): string | undefined {
  return bucket && key && eTag && objectHash(bucket, key, eTag);
}

function known(hashes: readonly (string | undefined)[]): string[] | undefined {
  const found = hashes.filter((hash) => hash !== undefined);
  return found.length > 0 ? found : undefined;
}
