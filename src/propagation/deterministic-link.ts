/**
 * What joins the writer of an S3 object or a DynamoDB item with the function that its event starts, or who answers a
 * callback with who waits for it, where nothing can be written into the data: both spans have this attribute, with the
 * same hashes in it.
 */
export const dataHashAttribute = 'antifreeze.data.hash';

/** Names one version of an object. The key as it is, not URL-encoded as in events; the ETag with or without quotes. */
export function objectHash(bucket: string, key: string, eTag: string): string {
  return hash([bucket, key, eTag.replaceAll('"', '')]);
}

/** Names an item by its table and primary key; values as DynamoDB has them (`{ S: 'a' }`) or plain, as of its document client. */
export function itemHash(table: string, keys: Readonly<Record<string, unknown>>): string {
  const parts = Object.keys(keys)
    .sort()
    .flatMap((name) => [name, keyText(keys[name])]);
  return hash([tableName(table), ...parts]);
}

/** Names a callback that a durable execution waits for. */
export function callbackHash(callbackId: string): string {
  return hash(['callback', callbackId]);
}

/** Tables go by their name or their ARN (`.../table/NAME`, in streams `.../table/NAME/stream/...`). */
function tableName(table: string): string {
  return /:table\/([^/]+)/.exec(table)?.[1] ?? table;
}

function keyText(value: unknown): string {
  if (ArrayBuffer.isView(value)) return `B${base64(value)}`;
  if (typeof value === 'string') return `S${value}`;
  if (typeof value !== 'object' || value === null) return `N${plainNumber(String(value))}`;
  const [[type, inner] = []] = Object.entries(value);
  if (ArrayBuffer.isView(inner)) return keyText(inner);
  // Hostile events have objects here.
  if (typeof inner === 'object') return `${type}${JSON.stringify(inner)}`;
  // Numbers that JavaScript can't hold are objects in the document client: `{ value: '1.0' }`.
  const isNumber = type === 'N' || type === 'value';
  return isNumber ? `N${plainNumber(String(inner))}` : `${type}${String(inner)}`;
}

function base64({ buffer, byteOffset, byteLength }: ArrayBufferView): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('base64');
}

/** Beyond what DynamoDB can hold: 38 digits, of which the first is in the 126th place at most. */
const mostDigits = 200;

/** A number as DynamoDB gives it back: `1.50e2` as `150`. Whatever is none stays. */
function plainNumber(text: string): string {
  const [, sign = '', whole, fraction = '', exponent = 0] =
    /^([+-]?)(\d*)\.?(\d*)(?:e([+-]?\d+))?$/i.exec(text) ?? [];
  if (whole === undefined || text.length > mostDigits) return text;
  const digits = (whole + fraction).replace(/^0+/, '');
  const point = digits.length - fraction.length + Number(exponent);
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return '0';
  if (Math.abs(point) > mostDigits) return text;
  const padded = significant
    .padStart(significant.length - Math.min(point, 0), '0')
    .padEnd(point, '0');
  const split = Math.max(point, 0);
  const [before, after] = [padded.slice(0, split), padded.slice(split)];
  return `${sign === '-' ? '-' : ''}${before || '0'}${after && `.${after}`}`;
}

/** Of the parts as JSON, so that no two lists of parts look the same. 128 bits, in hexadecimal. */
function hash(parts: readonly string[]): string {
  // Loaded at the first hash: a cold start without one shouldn't wait for it.
  const { createHash } = process.getBuiltinModule('node:crypto');
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}
