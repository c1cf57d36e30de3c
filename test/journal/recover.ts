/** Sends to standard output what dead processes have left. */
import { journalIn } from './spans.ts';

const journal = journalIn(process.argv[2] ?? '');
const { items: spans } = journal.recover();
journal.settled(spans);
journal.close();
for (const { name } of spans) process.stdout.write(`${name}\n`);
