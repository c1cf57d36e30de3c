import type { Resource } from '@opentelemetry/resources';
import { claimDeadJournals } from './dead-journals.ts';
import type { Journal, JournalContents } from './journal.ts';
import { journalsIn } from './journal-names.ts';

/** What processes before this one left undone: from now on in `journal`, which is this one's. Never throws. */
export function recoverJournals<Item extends { readonly resource: Resource }>(
  journal: Journal<Item>,
): JournalContents<Item> {
  const { folder, longest, path } = journal;
  const isOther = (name: string) => !path?.endsWith(`/${name}`);
  const claimed = journalsIn(folder).some(isOther) ? claimDeadJournals(folder, longest) : [];
  return claimed.length === 0 ? { items: [], lost: 0 } : journal.takeOver(claimed);
}
