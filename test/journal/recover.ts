/** Sends to standard output what dead processes have left. */
import { Journal } from '../../src/journal/journal.ts';
import { resource } from './spans.ts';

const journal = new Journal({ folder: process.argv[2] ?? '', resource });
const { spans } = journal.recover();
journal.settled(spans);
journal.close();
for (const { name } of spans) process.stdout.write(`${name}\n`);
