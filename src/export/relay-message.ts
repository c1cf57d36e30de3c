/** One message of the relay: what `encodeRelayMessage` makes and a queue carries. */
export interface RelayMessage {
  /** Base64 of the gzip of an OTLP `ExportTraceServiceRequest` in protobuf. */
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** What a message holds: a request, not yet checked, or the reason why it can't be read, without any of its content. */
export type DecodedRelayMessage =
  | { readonly status: 'decoded'; readonly request: Uint8Array }
  | { readonly status: 'unreadable'; readonly reason: string };

/** Says what a message holds, and in which version of this format. */
export const formatAttribute = 'antifreeze.format';
const format = 'otlp-traces/1';

/** Not needed to read a message of this version; there for whoever finds one. */
const attributes: RelayMessage['attributes'] = {
  [formatAttribute]: format,
  'content-type': 'application/x-protobuf',
  'content-encoding': 'gzip, base64',
};

/** The bytes that SQS counts beside the body: names, types and values of the attributes. */
const attributesSize = Object.entries(attributes)
  .flatMap(([name, value]) => [name, 'String', value])
  .join('').length;

/** The largest request that a message may hold, in bytes before compression. A few kilobytes of gzip could become gigabytes. */
export const largestRelayRequest: number = 16 * 1024 * 1024;

/** The size of a message as SQS counts it, in bytes. Pub/Sub counts less, as it keeps no base64. */
export function relayMessageSize({ body }: RelayMessage): number {
  return body.length + attributesSize;
}

/** Makes a message of an encoded request, which must not be larger than `largestRelayRequest`. */
export function encodeRelayMessage(request: Uint8Array): Promise<RelayMessage> {
  return new Promise((resolve, reject) => {
    zlib().gzip(request, (error, compressed) => {
      if (error) reject(error);
      else resolve({ body: compressed.toString('base64'), attributes });
    });
  });
}

/** Reads the body of a message, whatever it holds. Never throws. */
export function decodeRelayMessage(
  body: string,
  givenFormat: string | undefined,
): Promise<DecodedRelayMessage> {
  const unreadable = (reason: string) => ({ status: 'unreadable', reason }) as const;
  if (givenFormat !== format) {
    const reason = givenFormat === undefined ? 'no format' : 'another format';
    return Promise.resolve(unreadable(`${reason} in its attribute ${formatAttribute}`));
  }
  return new Promise((resolve) => {
    const options = { maxOutputLength: largestRelayRequest };
    zlib().gunzip(Buffer.from(body, 'base64'), options, (error, request) => {
      if (!error) resolve({ status: 'decoded', request });
      else resolve(unreadable(isTooLarge(error) ? 'too large when unpacked' : 'not gzip'));
    });
  });
}

function isTooLarge({ code }: NodeJS.ErrnoException): boolean {
  return code === 'ERR_BUFFER_TOO_LARGE';
}

/** Loaded when it is needed: it would lengthen a cold start by milliseconds. */
function zlib() {
  return process.getBuiltinModule('node:zlib');
}
