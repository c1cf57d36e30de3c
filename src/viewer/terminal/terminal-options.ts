import type { WriteStream } from 'node:tty';
import type { RenderOptions } from './render-trace.ts';

/** How to draw on a stream: with colour on a terminal that has it and unless NO_COLOR is set, as wide as it is up to 110 columns. */
export function terminalOptions(stream: Partial<WriteStream>): RenderOptions {
  return {
    colour: stream.isTTY === true && (stream.hasColors?.() ?? false),
    // A terminal that doesn't know its size says 0.
    width: Math.min(stream.columns || 100, 110),
  };
}
