import { expect, test } from 'vitest';
import { terminalOptions } from '../../../src/viewer/terminal/terminal-options.ts';

test.each([
  { name: 'a file', stream: {}, options: { colour: false, width: 100 } },
  {
    name: 'a narrow terminal',
    stream: { isTTY: true, columns: 72, hasColors: () => true },
    options: { colour: true, width: 72 },
  },
  {
    name: 'a terminal of unknown size',
    stream: { isTTY: true, columns: 0, hasColors: () => true },
    options: { colour: true, width: 100 },
  },
  {
    name: 'a wide terminal without colour',
    stream: { isTTY: true, columns: 250, hasColors: () => false },
    options: { colour: false, width: 110 },
  },
])('$name is drawn on as it allows', ({ stream, options }) => {
  expect(terminalOptions(stream)).toEqual(options);
});
