import { traceLambda } from 'antifreeze';
import { log, logInSpan } from './lines.mjs';

log();
export const handler = traceLambda(logInSpan);
