import { log, logInSpan } from './lines.mjs';

log();
export const handler = logInSpan;
