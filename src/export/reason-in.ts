import { lengthType, readFields } from '../otlp/protobuf-reader.ts';
import type { HttpResponse } from './exchange.ts';

/** What an answer gives for a reason, still with all that it may repeat: of a `google.rpc.Status` the message, else all of it. */
export function reasonIn({ headers, body }: Pick<HttpResponse, 'headers' | 'body'>): Buffer {
  const isProtobuf = /protobuf/i.test(headers['content-type'] ?? '');
  return (isProtobuf && messageOf(body)) || body;
}

function messageOf(status: Buffer): Buffer | undefined {
  try {
    const isMessage = ({ number, type }: { number: number; type: number }) =>
      number === 2 && type === lengthType;
    const message = readFields(status).findLast(isMessage)?.value;
    return Buffer.isBuffer(message) ? message : undefined;
  } catch {
    // Cut off, or no status: then it is shown as it is.
    return undefined;
  }
}
