import type { Signal } from '../support/signal.ts';
import type { DecodeAnswer } from './partial-success.ts';

/** One encoding of OTLP: of the requests of a signal, and of their answers. */
export interface OtlpEncoding<Item> {
  readonly signal: Signal;
  readonly contentType: string;
  /** Throws where an item holds what can't be encoded. */
  encode(items: Item[]): Uint8Array | undefined;
  readonly decode: DecodeAnswer;
}
