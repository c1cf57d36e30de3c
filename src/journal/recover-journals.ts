import { unlinkSync } from 'node:fs';
import type { Resource } from '@opentelemetry/resources';
import { guard } from '../support/guard.ts';
import { claimDeadJournals } from './dead-journals.ts';
import type { Journal, JournalContents } from './journal.ts';
import { journalsIn } from './journal-names.ts';

/** What processes before this one left undone. */
export interface Recovered<Item> extends JournalContents<Item> {
  /** That there may be more of it. */
  readonly isCut?: true;
}

/**
 * What processes before this one left undone: from now on in `journal`, which is this one's. As much as there is memory and
 * time for; what `isCut` has to be asked for again. Never throws.
 */
export function recoverJournals<Item extends { readonly resource: Resource }>(
  journal: Journal<Item>,
): Recovered<Item> {
  const { folder, longest, path } = journal;
  const isOther = (name: string) => !path?.endsWith(`/${name}`);
  const isAlone = !journalsIn(folder).some(isOther);
  const claimed = isAlone ? [] : claimDeadJournals(folder, longest, longest / 2);
  if (claimed.length === 0) return { items: [], lost: 0 };
  const { replaces, ...contents } = journal.takeOver(claimed);
  // Those that were not among the newest must not be found later.
  const replaced = journalsIn(folder).filter((name) => replaces.includes(name));
  for (const name of replaced) guard('removing a journal', () => unlinkSync(`${folder}/${name}`));
  return { ...contents, isCut: true };
}
