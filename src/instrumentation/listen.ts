import type { EventEmitter } from 'node:events';
import { guard } from '../support/guard.ts';

/** Hears of an event once, by a listener that doesn't count towards the number at which Node.js warns of a leak. */
export function listen(
  emitter: EventEmitter,
  event: string | symbol,
  listener: (argument: unknown) => void,
): void {
  const most = emitter.getMaxListeners();
  if (most > 0) emitter.setMaxListeners(most + 1);
  emitter.once(event, (argument) => void guard('ending a client span', () => listener(argument)));
}
