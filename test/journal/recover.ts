/** Sends to standard output what dead processes have left. */
import { recoverJournals } from '../../src/journal/recover-journals.ts';
import { journalIn } from './spans.ts';

const journal = journalIn(process.argv[2] ?? '');
const { items: spans } = recoverJournals(journal);
journal.settled(spans);
journal.close();
for (const { name } of spans) process.stdout.write(`${name}\n`);
