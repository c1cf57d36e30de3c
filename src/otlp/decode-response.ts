import { readFields } from './protobuf-reader.ts';

/** What of an `ExportTraceServiceResponse` matters. Throws where the bytes are none. */
export function decodeResponse(answer: Uint8Array): { rejected: number; message: string } {
  const partial = readFields(answer).findLast(({ number }) => number === 1)?.value;
  const fields = Buffer.isBuffer(partial) ? readFields(partial) : [];
  const [rejected, message] = [1, 2].map(
    (wanted) => fields.findLast(({ number }) => number === wanted)?.value,
  );
  return {
    rejected: typeof rejected === 'bigint' ? Number(BigInt.asIntN(64, rejected)) : 0,
    message: Buffer.isBuffer(message) ? message.toString() : '',
  };
}
