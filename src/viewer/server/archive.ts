import type { Retention } from '../store/retention.ts';
import type { Received } from './received.ts';

/** Keeps exports beyond the end of the process. */
export interface Archive {
  /** Calls `replay` with each export that it has, the oldest first. */
  load(replay: (received: Received) => void): void;
  /** Keeps one more, which has so many items, and lets go of the oldest beyond the limits. Throws where it can't. */
  append(received: Received, items: number): void;
  clear(): void;
  close(): void;
}

/** Opens a file of SQLite as an archive, or makes one. Throws where the file is something else. */
export type OpenArchive = (file: string, retention: Retention) => Archive;
