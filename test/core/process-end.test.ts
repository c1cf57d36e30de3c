import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const script = fileURLToPath(new URL('ending-process.ts', import.meta.url));

test.each([
  { ending: 'return', status: 0, signal: null, lines: ['ended 0', 'closed'] },
  { ending: 'exit', status: 3, signal: null, lines: ['ended 3', 'closed'] },
  { ending: 'throw', status: 1, signal: null, lines: ['ended 1 RangeError: thrown', 'closed'] },
  { ending: 'reject', status: 1, signal: null, lines: ['ended 1 RangeError: rejected', 'closed'] },
  { ending: 'terminate', status: null, signal: 'SIGTERM', lines: ['flushed'] },
  {
    ending: 'terminate with a listener',
    status: 5,
    signal: null,
    lines: ['flushed', 'ended 5', 'closed'],
  },
  { ending: 'swallow and exit well', status: 0, signal: null, lines: ['ended 0', 'closed'] },
])(
  'a process that ends by $ending ends so, with its last words said',
  ({ ending, status, signal, lines }) => {
    const child = spawnSync(process.execPath, [script, ending], { encoding: 'utf8' });

    expect({ status: child.status, signal: child.signal }).toEqual({ status, signal });
    expect(child.stdout.trim().split('\n')).toEqual(lines);
  },
);
