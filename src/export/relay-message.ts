import type { Signal } from '../support/signal.ts';

/** One message of the relay: what `encodeRelayMessage` makes and a queue carries. */
export interface RelayMessage {
  /** Base64 of the gzip of an OTLP request in protobuf. */
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** What a message holds: a request, not yet checked, or the reason why it can't be read, without any of its content. */
export type DecodedRelayMessage =
  | { readonly status: 'decoded'; readonly signal: Signal; readonly request: Uint8Array }
  | { readonly status: 'unreadable'; readonly reason: string };

/** Says what a message holds, and in which version of this format. */
export const formatAttribute = 'antifreeze.format';

/** By the value of that attribute. A relay that is older than logs and metrics knows traces only. */
const signals: Readonly<Record<string, Signal>> = {
  'otlp-traces/1': 'traces',
  'otlp-logs/1': 'logs',
  'otlp-metrics/1': 'metrics',
};

function attributesOf(signal: Signal): RelayMessage['attributes'] {
  return {
    [formatAttribute]: `otlp-${signal}/1`,
    // Not needed to read a message of this version; there for whoever finds one.
    'content-type': 'application/x-protobuf',
    'content-encoding': 'gzip, base64',
  };
}

/** The largest request that a message may hold, in bytes before compression. A few kilobytes of gzip could become gigabytes. */
export const largestRelayRequest: number = 16 * 1024 * 1024;

/** The size of a message as SQS counts it, in bytes. Pub/Sub counts less, as it keeps no base64. */
export function relayMessageSize({ body, attributes }: RelayMessage): number {
  const around = Object.entries(attributes).flatMap(([name, value]) => [name, 'String', value]);
  return body.length + around.join('').length;
}

/** Makes a message of an encoded request, which must not be larger than `largestRelayRequest`. */
export function encodeRelayMessage(request: Uint8Array, signal: Signal): Promise<RelayMessage> {
  return new Promise((resolve, reject) => {
    zlib().gzip(request, (error, compressed) => {
      if (error) reject(error);
      else resolve({ body: compressed.toString('base64'), attributes: attributesOf(signal) });
    });
  });
}

/** Reads the body of a message, whatever it holds. Never throws. */
export function decodeRelayMessage(
  body: string,
  givenFormat: string | undefined,
): Promise<DecodedRelayMessage> {
  const unreadable = (reason: string) => ({ status: 'unreadable', reason }) as const;
  const signal = Object.hasOwn(signals, givenFormat ?? '') && signals[givenFormat ?? ''];
  if (!signal) {
    const reason = givenFormat === undefined ? 'no format' : 'another format';
    return Promise.resolve(unreadable(`${reason} in its attribute ${formatAttribute}`));
  }
  return new Promise((resolve) => {
    const options = { maxOutputLength: largestRelayRequest };
    zlib().gunzip(Buffer.from(body, 'base64'), options, (error, request) => {
      if (!error) resolve({ status: 'decoded', signal, request });
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
