import type { Resource } from '@opentelemetry/resources';
import { createJournalFile, type JournalFile } from '../../journal/journal-file.ts';
import { encodeLine } from '../../journal/journal-line.ts';
import { guard } from '../../support/guard.ts';
import { uniqueName } from '../../support/unique-name.ts';
import { streamKey } from './metric-item.ts';
import type { Instrument } from './noting-meter.ts';
import type { Measured } from './streams.ts';

/** One line of the file. */
export interface MeasurementRecord {
  readonly resource?: Resource['attributes'];
  /** Each instrument ahead of its first measurements. */
  readonly instruments?: readonly Instrument[];
  /** Number of the instrument, attributes, values. */
  readonly measured?: readonly (readonly [number, Measured['attributes'], readonly number[]])[];
  /** When the line was written, in epoch milliseconds. */
  readonly at?: number;
  /** What the collection of these measurements is called. */
  readonly collection?: string;
}

/**
 * A file with all that was measured since the last collection, so that the next process can count it if this one is
 * killed. Written once for each turn of the event loop that measures anything. Nothing here throws.
 */
export interface MeasurementLog {
  /** From now on there is a file. What was measured before goes into it. */
  open(folder: string, resource: Resource): void;
  /** What the next collection is called, in this process and all others. */
  readonly collection: string;
  note(instrument: Instrument, measured: Measured): void;
  /** Writes what is noted, where the end of the turn would be too late. */
  write(): void;
  /** Whether there is hardly room for more. */
  isLong(): boolean;
  /** What has been noted is kept elsewhere. */
  clear(): void;
  /** Leaves nothing behind where nothing is noted. */
  close(): void;
}

/** Most bytes in the file. A function that measures more between two flushes loses the rest if it is killed. */
const limit = 1024 * 1024;

export function createMeasurementLog(): MeasurementLog {
  const turn = createTurn();
  const name = uniqueName();
  let collected = 0;
  let file: JournalFile | undefined;
  let header = 0;
  let reopen = () => {};
  let numbers = new Map<Instrument, number>();

  function append(record: MeasurementRecord): void {
    if (file && file.size < limit) file.append(encodeLine(record));
  }

  const collectionNow = () => `${name}/${collected}`;

  function write(): void {
    if (!file) return;
    const noted = turn.take();
    if (noted.length === 0) return;
    const unknown = new Set(noted.map(([made]) => made).filter((made) => !numbers.has(made)));
    for (const made of unknown) numbers.set(made, numbers.size);
    append({
      instruments: [...unknown],
      measured: noted.map(([made, ...measured]) => [numbers.get(made) ?? 0, ...measured]),
      at: Date.now(),
      collection: collectionNow(),
    });
  }

  return {
    get collection() {
      return collectionNow();
    },
    open(folder, resource) {
      reopen = () => {
        file?.remove();
        file = guard('noting measurements', () => createJournalFile(folder, `${name}.journal`));
        append({ resource: resource.attributes });
        header = file?.size ?? 0;
        write();
      };
      reopen();
    },
    note(instrument, measured) {
      // JSON has no place for Infinity and NaN.
      if (Number.isFinite(measured.value) && turn.add(instrument, measured)) queueMicrotask(write);
    },
    write,
    isLong: () => (file?.size ?? 0) > limit / 2,
    clear() {
      turn.take();
      collected += 1;
      numbers = new Map();
      guard('emptying measurements', () => (file?.isGone() ? reopen() : file?.truncate(header)));
    },
    close() {
      write();
      if (file?.size === header) guard('removing the measurements', () => file?.remove());
    },
  };
}

type Noted = readonly [Instrument, Measured['attributes'], number[]];

/** What is measured in one turn of the event loop. */
function createTurn() {
  let waiting = new Map<string, Noted>();
  return {
    /** Whether it is the first one. */
    add(instrument: Instrument, { attributes, value }: Measured): boolean {
      const { create, name, scope } = instrument;
      const key = `${scope.name} ${create} ${name} ${streamKey(attributes)}`;
      const noted: Noted = waiting.get(key) ?? [instrument, attributes, []];
      waiting.set(key, noted);
      const [, , values] = noted;
      // Of a counter the sum will do, of a gauge the last value.
      if (create === 'createHistogram') values.push(value);
      else values[0] = create === 'createGauge' ? value : (values[0] ?? 0) + value;
      return waiting.size === 1;
    },
    take(): Noted[] {
      const noted = [...waiting.values()];
      waiting = new Map();
      return noted;
    },
  };
}
