import type { Context } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { Config } from '../config/config.ts';
import type { SenderOptions } from '../export/create-sender.ts';
import type { CreateFlush } from '../export/flush-by.ts';
import type { Flush } from '../export/flusher.ts';

/** A signal beside traces, set up for one process. */
export interface SignalSdk {
  readonly flush: Flush;
  /** For the end of the process: leaves nothing behind where nothing is left to do. */
  close(): void;
}

/** What a signal is set up with. */
export interface SignalParts {
  readonly config: Config;
  readonly resource: Resource;
  /** Of the handler that a context belongs to, where that has one of its own. */
  resourceIn(context: Context): Resource | undefined;
  readonly createFlush: CreateFlush;
  readonly sending: SenderOptions;
  /** Where what isn't sent is kept; undefined for nowhere. Each signal has a folder of its own beside this one. */
  readonly journalFolder: string | undefined;
  /** Called when a batch is full, and is sent without anybody having asked. */
  readonly onFullBatch?: (() => void) | undefined;
}
