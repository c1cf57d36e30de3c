import type { OtlpConfig } from '../config/config.ts';
import type { Route } from '../export/create-sender.ts';
import type { OtlpEncoding } from '../export/encoding.ts';
import type { ItemBufferOptions } from '../export/item-buffer.ts';
import { createOutlet, type Outlet } from '../export/outlet.ts';
import { decodingAnswer } from '../export/partial-success.ts';
import { encodeRequest } from '../otlp/encode-request.ts';
import { encodeAsJson, type JsonSchema } from '../otlp/protobuf-json.ts';
import { itemsOf, type Signal } from '../support/signal.ts';
import type { EncodedItem } from './encoded-item.ts';
import { itemJournal } from './item-journal.ts';
import type { SignalParts, SignalSdk } from './signal-sdk.ts';

/** What is to know of a signal to send it. */
export interface SignalFormat {
  readonly signal: Signal;
  /** Of a request of the signal. */
  readonly schema: JsonSchema;
  /** The bytes of an item, but telling that so many others were dropped. */
  withDropped(bytes: Uint8Array, dropped: number): Uint8Array;
}

/** How a signal is sent. */
export interface SignalSending
  extends Pick<ItemBufferOptions<EncodedItem>, 'maxQueueSize' | 'maxExportBatchSize'> {
  readonly otlp: OtlpConfig;
  /** Longest time that one flush may take, in milliseconds. */
  readonly longestFlush: number;
}

/** The way out for one signal beside traces: the same buffer, journal, sender and deadline as spans have. */
export function signalOutlet(
  format: SignalFormat,
  { otlp, longestFlush, ...limits }: SignalSending,
  parts: SignalParts,
): Outlet<EncodedItem> & Pick<SignalSdk, 'close'> {
  const { config, createFlush, sending, onFullBatch } = parts;
  const journal = itemJournal(format.signal, parts);
  const route: Route<EncodedItem> = {
    otlp,
    relay: config.relay,
    encodingFor: (protocol) => encodingOf(format, protocol),
  };
  const outlet = createOutlet<EncodedItem>({
    ...limits,
    journal,
    onFullBatch,
    kind: {
      noun: itemsOf[format.signal],
      idOf: ({ id }) => id,
      toldBy: ({ dropped }) => dropped,
      telling: (item, dropped) => ({ ...item, dropped }),
    },
    longestFlush: Math.min(config.flushTimeout, otlp.timeout, longestFlush),
    createFlush: (buffer) => createFlush(buffer, config, { ...sending, journal }, route),
  });
  return { ...outlet, close: () => journal?.close() };
}

function encodingOf(
  { signal, schema, withDropped }: SignalFormat,
  protocol: OtlpConfig['protocol'],
): OtlpEncoding<EncodedItem> {
  const bytesOf = ({ bytes, dropped }: EncodedItem) =>
    dropped > 0 ? withDropped(bytes, dropped) : bytes;
  const decode = decodingAnswer(signal);
  const encode = (items: readonly EncodedItem[]) => encodeRequest(items, bytesOf);
  if (protocol === 'http/protobuf')
    return { signal, contentType: 'application/x-protobuf', encode, decode };
  const encodeJson = (items: readonly EncodedItem[]) => encodeAsJson(schema, encode(items));
  return { signal, contentType: 'application/json', encode: encodeJson, decode };
}
