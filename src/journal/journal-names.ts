import { readdirSync } from 'node:fs';

/** Every journal's name begins with the id of the process that writes it. */
export const journalName: RegExp = /^(\d+)-.*\.journal$/;

/** The names of the journals in `folder`. None where it can't be read. */
export function journalsIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => journalName.test(name));
  } catch {
    return [];
  }
}
