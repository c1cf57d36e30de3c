/** Writes spans into a journal until the disk takes no more, and says how many it took. */
import { Journal } from '../../src/journal/journal.ts';
import { openSpan, resource } from './spans.ts';

// Otherwise the limit ends the process.
process.on('SIGXFSZ', () => undefined);

const journal = new Journal({ folder: process.argv[2] ?? '', resource });
let [held, unheld] = [0, 0];
while (unheld < 5) {
  if (journal.opened(openSpan(`span ${held}`), { late: true })) held += 1;
  else unheld += 1;
}
process.stdout.write(JSON.stringify({ held, unheld }));
