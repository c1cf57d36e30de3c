import {
  closeSync,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  unlinkSync,
} from 'node:fs';
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

/**
 * Takes over the journals in `folder` that no process holds open. Of several processes that try, one gets it, as it
 * takes on that one's id by being renamed. Never throws: what can't be read is left alone.
 */
export function claimDeadJournals(folder: string, longest: number): DeadJournal[] {
  try {
    // As the kernel calls it.
    const path = realpathSync(folder);
    return journalsIn(path)
      .filter((name) => !isHeldOpen(path, name))
      .flatMap((name, index) => claim(path, name, index, longest) ?? []);
  } catch {
    return [];
  }
}

function claim(
  folder: string,
  name: string,
  index: number,
  longest: number,
): DeadJournal | undefined {
  const claimedName = `${process.pid}-claim-${Date.now()}-${index}.journal`;
  const claimed = `${folder}/${claimedName}`;
  try {
    // Opened first: from the moment when it has our name, it is held open.
    const file = openSync(`${folder}/${name}`, 'r');
    renameSync(`${folder}/${name}`, claimed);
    const { mtimeMs, size } = fstatSync(file);
    return {
      foundAs: name,
      name: claimedName,
      text: size > longest ? '' : readFileSync(file, 'utf8'),
      writtenAt: mtimeMs,
      remove: () => {
        // In this order: nobody may take it for dead in between.
        unlinkSync(claimed);
        closeSync(file);
      },
    };
  } catch {
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
