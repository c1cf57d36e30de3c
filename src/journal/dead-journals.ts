import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  statSync,
  unlinkSync,
} from 'node:fs';
import { uniqueName } from '../support/unique-name.ts';
import { journalName, journalsIn } from './journal-names.ts';

/** What a process that is gone has left. */
export interface DeadJournal {
  /** As the process called it that has left it, and as it is called now. */
  readonly foundAs: string;
  readonly name: string;
  readonly text: string;
  /** When it was last written to, in epoch milliseconds: the last sign of life. */
  readonly writtenAt: number;
  /** Removes the file. Until then it survives the end of this process, too. */
  remove(): void;
}

/** Taken over at once: nobody knows how many files there are, and each is held open for a while. */
const mostFiles = 100;

/**
 * Takes over journals in `folder` that no process holds open: the newest, up to `most` bytes or one that is larger, so that
 * however many there are, they fit into memory. The others are left for the next call. Of several processes that try, one
 * gets a journal, as it takes on that one's id by being renamed. Those that are larger than `longest` are taken for empty.
 * Never throws: what can't be read is left alone.
 */
export function claimDeadJournals(
  folder: string,
  longest: number,
  most: number = longest,
): DeadJournal[] {
  const claimed: DeadJournal[] = [];
  try {
    // As the kernel calls it.
    const path = realpathSync(folder);
    let size = 0;
    for (const name of newestFirst(path)) {
      if (claimed.length === mostFiles || size >= most) break;
      const journal = isHeldOpen(path, name) ? undefined : claim(path, name, longest);
      if (!journal) continue;
      claimed.unshift(journal);
      size += journal.text.length;
    }
  } catch {
    // There is no such folder.
  }
  return claimed;
}

/** What a journal has taken the place of is older than it. */
function newestFirst(folder: string): string[] {
  const names = journalsIn(folder);
  if (names.length < 2) return names;
  return names
    .map((name) => ({
      name,
      at: statSync(`${folder}/${name}`, { throwIfNoEntry: false })?.mtimeMs,
    }))
    .sort((one, other) => (other.at ?? 0) - (one.at ?? 0))
    .map(({ name }) => name);
}

function claim(folder: string, name: string, longest: number): DeadJournal | undefined {
  const claimedName = `${uniqueName()}-claim.journal`;
  const claimed = `${folder}/${claimedName}`;
  let file: number | undefined;
  try {
    // Opened first: from the moment when it has our name, it is held open. Whatever it is, nobody waits for it.
    const held = openSync(`${folder}/${name}`, constants.O_RDONLY | constants.O_NONBLOCK);
    file = held;
    const stats = fstatSync(held);
    if (!stats.isFile()) throw new Error('no file');
    renameSync(`${folder}/${name}`, claimed);
    return {
      foundAs: name,
      name: claimedName,
      text: stats.size > longest ? '' : readFileSync(held, 'utf8'),
      writtenAt: stats.mtimeMs,
      remove: () => {
        // In this order: nobody may take it for dead in between.
        unlinkSync(claimed);
        closeSync(held);
      },
    };
  } catch {
    if (file !== undefined) closeSync(file);
    return undefined;
  }
}

/** Exact where a process id is used again, and for the threads of this process. */
function isHeldOpen(folder: string, name: string): boolean {
  const files = `/proc/${journalName.exec(name)?.[1]}/fd`;
  try {
    return readdirSync(files).some((file) => linkOf(`${files}/${file}`) === `${folder}/${name}`);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ENOENT';
  }
}

function linkOf(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
