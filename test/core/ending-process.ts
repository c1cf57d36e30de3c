/** A process with an open invocation that ends as its argument says; prints what the invocation ends with. */
import { writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { atProcessEnd } from '../../src/core/process-end.ts';

const print = (text: string) => void writeSync(1, `${text}\n`);

atProcessEnd({
  endOpen: (outcome) => {
    const error = 'uncaught' in outcome && outcome.uncaught ? String(outcome.uncaught.error) : '';
    print(`ended ${'code' in outcome ? outcome.code : ''} ${error}`.trim());
  },
  close: () => print('closed'),
  flush: async () => {
    await sleep(20);
    print('flushed');
  },
});

const endings: Record<string, () => void> = {
  return: () => undefined,
  exit: () => process.exit(3),
  throw: () => {
    throw new RangeError('thrown');
  },
  reject: () => void Promise.reject(new RangeError('rejected')),
  terminate: () => void process.kill(process.pid, 'SIGTERM'),
  'terminate with a listener': () => {
    process.on('SIGTERM', () => setTimeout(() => process.exit(5), 100));
    process.kill(process.pid, 'SIGTERM');
  },
  'swallow and exit well': () => {
    process.once('uncaughtException', () => process.exit(0));
    throw new RangeError('swallowed');
  },
};
const busy = setInterval(() => undefined, 1_000);
if (process.argv[2] === 'return') clearInterval(busy);
endings[process.argv[2] ?? '']?.();
