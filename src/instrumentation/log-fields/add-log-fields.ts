import { guard } from '../../support/guard.ts';
import type { ReadLogFields } from '../../support/log-fields.ts';
import { addToBunyan } from './bunyan.ts';
import { addToConsole, type ConsoleLines } from './console.ts';
import { addToPino } from './pino.ts';
import { addToPowertools } from './powertools.ts';
import { addToWinston } from './winston.ts';

export { traceFields } from './trace-fields.ts';

/**
 * Adds the fields of the active span to each line that is written by `console`, pino, winston, bunyan and Powertools for
 * AWS Lambda, wherever in the process these are. A line that has its trace already keeps that.
 */
export function addLogFields(read: ReadLogFields, lines: ConsoleLines): void {
  guard('adding fields to the console', () => addToConsole(read, lines));
  guard('adding fields to pino', () => addToPino(read));
  for (const add of [addToWinston, addToBunyan, addToPowertools])
    guard('adding fields to a logger', () => add(read));
}
