/** Writes spans into a journal until the disk takes no more, and says how many it took. */
import { journalIn, openSpan } from './spans.ts';

// Otherwise the limit ends the process.
process.on('SIGXFSZ', () => undefined);

const journal = journalIn(process.argv[2] ?? '');
let [held, unheld] = [0, 0];
while (unheld < 5) {
  if (journal.opened(openSpan(`span ${held}`), { late: true })) held += 1;
  else unheld += 1;
}
process.stdout.write(JSON.stringify({ held, unheld }));
