import {
  closeSync,
  existsSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  unlinkSync,
  writeSync,
} from 'node:fs';

/** A file that belongs to this process alone, held open, written at its end. */
export interface JournalFile {
  readonly path: string;
  /** In bytes. */
  readonly size: number;
  /** Writes all of `bytes` or nothing. False where the disk doesn't take it. */
  append(bytes: Uint8Array): boolean;
  /** Whether somebody has deleted it: a function may empty the temporary directory. */
  isGone(): boolean;
  /** Forgets what comes after the first `size` bytes. */
  truncate(size: number): void;
  remove(): void;
}

/** Throws where the file can't be made, or is there already: nobody else's file is ever written to. */
export function createJournalFile(folder: string, name: string): JournalFile {
  try {
    // Not recursive: Node.js then tries for ever where the kernel says that a folder can't exist, as below /proc.
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if (!existsSync(folder)) throw error;
  }
  const path = `${folder}/${name}`;
  const file = openSync(path, 'ax', 0o600);
  let size = 0;
  const isGone = () => fstatSync(file).nlink === 0;

  return {
    path,
    get size() {
      return size;
    },
    append(bytes) {
      try {
        const written = writeSync(file, bytes);
        if (written === bytes.byteLength) {
          size += written;
          return true;
        }
        ftruncateSync(file, size);
      } catch {
        // A full disk: the line may be torn, which its checksum tells.
      }
      return false;
    },
    isGone,
    truncate(to) {
      ftruncateSync(file, to);
      size = to;
    },
    remove() {
      if (!isGone()) unlinkSync(path);
      closeSync(file);
    },
  };
}
